export { Beginning, type BoundedBuffer, boundedBuffer } from './bounded-buffer.ts';
export { BrokenDocument } from './broken-document.ts';
export { documentsBegunIn, isStructured } from './outline.ts';
export { notObject, onOneLine, tooLarge } from './record.ts';
export { type Found, type RecordSplitter, recordSplitter } from './record-splitter.ts';
export { isRecord, kindOf } from './value.ts';
