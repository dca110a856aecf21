import { isRecord } from '@rowferry/json';
import type { Settings } from './settings.ts';

/** The beginning of a GraphQL document that reads, behind comments. SQL does not look like it. */
const DOCUMENT = /^\s*(?:#.*[\r\n]\s*)*(?:\{|(?:query|fragment)\b)/;

/** Whether the source sends a GraphQL query: as a field of a body, as a body, or as a parameter. */
export function isGraphql({ body, urls }: Pick<Settings, 'body' | 'urls'>): boolean {
  const fields = typeof body === 'string' ? parsed(body) : body;
  if (isRecord(fields)) return typeof fields['query'] === 'string';
  if (typeof body === 'string') return DOCUMENT.test(body);
  return urls.some(({ searchParams }) => DOCUMENT.test(searchParams.get('query') ?? ''));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
