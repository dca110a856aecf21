import type { Disk, DiskFile } from '@rowferry/core';

/** A disk in memory: a file is the bytes that were appended to it. */
export function memoryDisk(): Disk & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  let folders = 0;
  const open = (path: string): DiskFile => ({
    get sizeBytes() {
      return files.get(path)?.length ?? 0;
    },
    async append(bytes) {
      files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), bytes]));
    },
    async sync() {},
    async read(offset, length) {
      return (files.get(path) ?? Buffer.alloc(0)).subarray(offset, offset + length);
    },
    async close() {},
  });
  return {
    files,
    async createFolder() {},
    async createTemporaryFolder() {
      return `/temporary-${++folders}`;
    },
    async removeFolder(folder) {
      for (const path of files.keys()) if (path.startsWith(`${folder}/`)) files.delete(path);
    },
    async syncFolder() {},
    async createFile(path) {
      if (files.has(path)) return undefined;
      files.set(path, Buffer.alloc(0));
      return open(path);
    },
    async readFile(path) {
      const bytes = files.get(path);
      if (bytes === undefined) throw new Error(`no file ${path}`);
      return bytes;
    },
    async *readBlocks(path) {
      const bytes = await this.readFile(path);
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    },
    async removeFile(path) {
      files.delete(path);
    },
  };
}
