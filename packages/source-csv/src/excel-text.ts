/** A formula that is only a text, or only digits. */
const CONSTANT = /^=(?:"((?:[^"]|"")*)"|(\d+))$/;

/** The text that a cell such as `="0023"` or `=0023` shows in a spreadsheet, or the cell as it is. */
export function excelText(cell: string): string {
  if (!cell.startsWith('=')) return cell;
  const [, text, digits] = CONSTANT.exec(cell) ?? [];
  return text?.replaceAll('""', '"') ?? digits ?? cell;
}
