export type Kind = 'source' | 'target' | 'plugin';

/** What comes with the command line under a short name. */
interface OwnModule {
  readonly module: string;
  /** Whether it sends requests, and takes the proxy for them. Other modules handle proxies themselves. */
  readonly takesProxy?: true;
}

const TRANSFORMS: OwnModule = { module: '@rowferry/transforms' };

/** Every short name that needs no other package, by what it is the name of. */
export const SHORT_NAMES: Readonly<Record<Kind, Readonly<Record<string, OwnModule>>>> = {
  source: {
    csv: { module: '@rowferry/source-csv' },
    http: { module: '@rowferry/source-http', takesProxy: true },
    json: { module: '@rowferry/source-json' },
    jsonl: { module: '@rowferry/source-jsonl' },
    postgres: { module: '@rowferry/source-postgres' },
  },
  target: {
    zuora: { module: '@rowferry/zuora', takesProxy: true },
  },
  plugin: {
    combine: TRANSFORMS,
    'empty-to-null': TRANSFORMS,
    join: TRANSFORMS,
    lookup: TRANSFORMS,
    'map-values': TRANSFORMS,
    'parse-boolean': TRANSFORMS,
    'parse-date': TRANSFORMS,
    'parse-number': TRANSFORMS,
    pick: TRANSFORMS,
    rename: TRANSFORMS,
    split: TRANSFORMS,
    trim: TRANSFORMS,
  },
};

/** The modules that have a short name. */
export const OWN_MODULES: readonly string[] = [
  ...new Set(
    Object.values(SHORT_NAMES).flatMap((names) => Object.values(names).map(({ module }) => module)),
  ),
];

/** The own module that `use` means by its short name or by its full name. */
export function ownModule(kind: Kind, use: string): OwnModule | undefined {
  const names = SHORT_NAMES[kind];
  if (Object.hasOwn(names, use)) return names[use];
  return Object.values(names).find(({ module }) => module === use);
}
