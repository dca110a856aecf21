/** The document is not JSON. The message goes on from the name of the document, and never quotes it. */
export class BrokenDocument extends SyntaxError {
  override readonly name = 'BrokenDocument';
  /** Whether other text follows a complete document. */
  readonly isOver: boolean;

  constructor(message: string, { isOver = false }: { readonly isOver?: boolean } = {}) {
    super(message);
    this.isOver = isOver;
  }
}
