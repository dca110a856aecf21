import ts from 'typescript';
import { expect, test } from 'vitest';
import { read, SOURCES } from './tree.ts';

/** What callers write: options, and the objects that are values of options. */
const OPTIONS =
  /(?:Options|^Paging|^Chaos|^Client|^FixedToken|^FaultRule|^ForeignJob|^ShortField|^JobQuery|^RecordQuery|^(?:Source|Target)Conformance|^Column)$/;

/** Each property of the exported types of options, with its place. */
function properties(): { readonly place: string; readonly property: ts.PropertySignature }[] {
  return SOURCES.flatMap((path) => {
    const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
    const found: { place: string; property: ts.PropertySignature }[] = [];
    const visit = (owner: string, node: ts.Node) => {
      if (ts.isPropertySignature(node)) {
        found.push({ place: `${path}: ${owner}.${node.name.getText()}`, property: node });
      }
      ts.forEachChild(node, (child) => visit(owner, child));
    };
    for (const node of file.statements) {
      if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) continue;
      const isExported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (isExported && OPTIONS.test(node.name.text)) visit(node.name.text, node);
    }
    return found;
  });
}

test('an option that may be left out may also be undefined, and none can be changed', () => {
  const other = properties().filter(({ property: { questionToken, type, modifiers } }) => {
    const text = type?.getText() ?? '';
    const isReadonly = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
    const isOpen = questionToken === undefined || /\bundefined$|^unknown$|^Checkpoint$/.test(text);
    return !isReadonly || !isOpen;
  });
  expect(other.map(({ place }) => place)).toEqual([]);
});
