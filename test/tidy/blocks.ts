import { DOCUMENTS, read } from './tree.ts';

/** A code block of a document. */
export interface Block {
  readonly document: string;
  /** The document and the line on which its text begins. */
  readonly place: string;
  /** The words after the fence: the language, then marks such as `run`. */
  readonly marks: readonly string[];
  readonly text: string;
}

/** The blocks of all documents in this language. */
export function blocksIn(language: string): Block[] {
  return DOCUMENTS.flatMap(blocksOf).filter(({ marks }) => marks[0] === language);
}

/** The blocks of one document, from its top. */
export function blocksOf(document: string): Block[] {
  const markdown = read(document);
  return [...markdown.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, info = '', text = ''] = match;
    const line = markdown.slice(0, match.index).split('\n').length + 1;
    return { document, place: `${document}:${line}`, marks: info.trim().split(/\s+/), text };
  });
}
