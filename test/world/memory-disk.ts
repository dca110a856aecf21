import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '@rowferry/core';

/** A disk in memory. A file consists of the bytes that were appended to it. */
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
    async truncate(size) {
      files.set(path, (files.get(path) ?? Buffer.alloc(0)).subarray(0, size));
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
      files.delete(path);
    },
  };
}
