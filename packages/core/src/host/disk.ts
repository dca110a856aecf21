/** A file that grows at its end, and can be read at any offset. */
export interface DiskFile {
  readonly sizeBytes: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Removes the bytes after `sizeBytes`. */
  truncate(sizeBytes: number): Promise<void>;
  /** Resolves when everything done to the file so far survives a power cut. */
  sync(): Promise<void>;
  /** Bytes from `offset`; fewer than `length` only at the file's end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * What a run needs from a file system. Failures have the code `DISK_FAILED` and name the path. Files can be read by
 * their owner alone; a link in the place of a file is an error, and is not followed.
 */
export interface Disk {
  /**
   * Creates a folder and its missing parents, which only the user of this process may enter, and makes their names
   * durable. Rejects if a link is in its place.
   */
  createFolder(path: string): Promise<void>;
  createTemporaryFolder(): Promise<string>;
  removeFolder(path: string): Promise<void>;
  /**
   * Lets only the user of this process into a folder, and read those files in it whose names `isOwn` accepts. Returns
   * the path that belongs to another user: the folder's, or that of something in it. Rejects if a link is in its place.
   */
  claimFolder(path: string, isOwn?: (name: string) => boolean): Promise<string | undefined>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** The files in a folder and their sizes in bytes; `undefined` if there is no such folder. */
  listFolder(path: string): Promise<ReadonlyMap<string, number> | undefined>;
  /** Creates an empty file; returns `undefined` if the path exists. */
  createFile(path: string): Promise<DiskFile | undefined>;
  /** Opens a file to append to it; returns `undefined` if there is none. */
  openFile(path: string): Promise<DiskFile | undefined>;
  /** Creates or replaces a whole file, durably: readers never see only a part of it. */
  replaceFile(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Replaces a file with a copy of it, durably. Another process that has the old file open then writes to a
   * file that no path leads to any more. Does nothing if there is no such file.
   */
  renewFile(path: string): Promise<void>;
  isThere(path: string): Promise<boolean>;
  readFile(path: string): Promise<Uint8Array>;
  /** The bytes of a file, in blocks; up to `to`, if it is given. */
  readBlocks(path: string, to?: number): AsyncIterable<Uint8Array>;
  removeFile(path: string): Promise<void>;
}
