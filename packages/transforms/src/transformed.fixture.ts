import type { Plugin, SourceRecord } from '@rowferry/core';

/** The result of a plugin for one record. */
export function transformed(plugin: Plugin, record: SourceRecord): unknown {
  return plugin.transform?.(record, { position: 0, at: 'record 0' });
}
