import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '@rowferry/core';

/** A disk in memory. A file that was removed while it is open lasts as long as it is open, as on a real disk. */
export function memoryDisk(): Disk & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const removals = new Map<string, number>();
  const removed = new Map<string, Uint8Array>();
  let folders = 0;
  const removalsOf = (path: string) => removals.get(path) ?? 0;
  const remove = (path: string) => {
    removed.set(`${path}#${removalsOf(path)}`, files.get(path) ?? Buffer.alloc(0));
    removals.set(path, removalsOf(path) + 1);
    files.delete(path);
  };
  const open = (path: string): DiskFile => {
    const since = removalsOf(path);
    const place = () =>
      since === removalsOf(path)
        ? ([files, path] as const)
        : ([removed, `${path}#${since}`] as const);
    const bytes = () => {
      const [content, name] = place();
      return content.get(name) ?? Buffer.alloc(0);
    };
    const write = (changed: Uint8Array) => {
      const [content, name] = place();
      content.set(name, changed);
    };
    return {
      get sizeBytes() {
        return bytes().length;
      },
      append: async (more) => write(Buffer.concat([bytes(), more])),
      truncate: async (size) => write(bytes().subarray(0, size)),
      async sync() {},
      read: async (offset, length) => bytes().subarray(offset, offset + length),
      async close() {},
    };
  };
  return {
    files,
    async createFolder() {},
    claimFolder: async () => undefined,
    async createTemporaryFolder() {
      return `/temporary-${++folders}`;
    },
    async removeFolder(folder) {
      for (const path of files.keys()) if (path.startsWith(`${folder}/`)) remove(path);
    },
    async syncFolder() {},
    async createFile(path) {
      if (files.has(path)) return undefined;
      files.set(path, Buffer.alloc(0));
      return open(path);
    },
    async listFolder(folder) {
      const names = [...files].filter(([path]) => dirname(path) === folder);
      return new Map(names.map(([path, bytes]) => [basename(path), bytes.length]));
    },
    async openFile(path) {
      return files.has(path) ? open(path) : undefined;
    },
    async replaceFile(path, bytes) {
      files.set(path, Buffer.from(bytes));
    },
    async renewFile() {},
    async isThere(path) {
      return files.has(path);
    },
    async readFile(path) {
      const bytes = files.get(path);
      if (bytes === undefined) throw new Error(`no file ${path}`);
      return bytes;
    },
    async *readBlocks(path, to) {
      const bytes = (await this.readFile(path)).subarray(0, to);
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    },
    async removeFile(path) {
      remove(path);
    },
  };
}
