import { checkOptions, isExposed } from '@rowferry/core/internal';
import type { Dispatcher } from 'undici';
import { z } from 'zod';

/** How a client connects to a tenant: with a `token`, or with `clientId` and `clientSecret`. */
export interface ZuoraClientOptions {
  /** The tenant's REST address, without `/v1`: `https://rest.test.zuora.com`. */
  readonly baseUrl: string;
  /**
   * Allows a `baseUrl` with `http:` on another machine: everyone on the way can read logins and records. Default:
   * false.
   */
  readonly insecure?: boolean | undefined;
  /** With `clientSecret`: its token is shared by all calls and renewed before it expires. */
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** A bearer token, sent unchanged; it cannot be renewed. */
  readonly token?: string | undefined;
  /** `Zuora-Entity-Ids`: one entity id, a UUID with dashes; needed if the login spans several entities. */
  readonly entityIds?: string | undefined;
  /** `Zuora-Org-Ids`: organization ids, separated by commas, for a Multi-Org tenant. */
  readonly orgIds?: string | undefined;
  /** `Zuora-Version`: selects the schema of answers. Default: the tenant's own version. */
  readonly version?: string | undefined;
  /**
   * Begins every `Zuora-Track-Id`, which ends in a number, and contains the id of a run: up to 24 visible ASCII
   * characters, none of them `:` `;` `"` `'`.
   */
  readonly trackId?: string | undefined;
  /**
   * Whether uploads are compressed; answers may be compressed in any case. Default: those of 100,000 bytes or more,
   * unless the tenant refuses the first one.
   */
  readonly gzip?: boolean | undefined;
  /** An undici 7 dispatcher, for proxies and tests. Default: a new `Agent`. */
  readonly dispatcher?: Dispatcher | undefined;
}

/** `default` contains custom objects, `com_zuora` Zuora's own, of which jobs take only `SavedQuery`. */
export type Namespace = 'default' | 'com_zuora';

/** The object that `zuora` writes to, and how. */
export interface ZuoraOptions extends ZuoraClientOptions {
  /** The API name of the object; its case matters. */
  readonly object: string;
  readonly operation: 'create' | 'update';
  /** Default: `default`. */
  readonly namespace?: Namespace | undefined;
  /**
   * The column of an update's file that contains the id of the stored record. Default: as the object's definition
   * names it; `Id` if the login may not read definitions (docs/zuora-api.md, section 3).
   */
  readonly idColumn?: 'Id' | 'id' | undefined;
}

const header = z.string().regex(/^[!-~](?:[ -~]*[!-~])?$/, 'expected visible ASCII');

const CLIENT_FIELDS = {
  baseUrl: z
    .string()
    .refine(isPlainHttpUrl, 'expected an http or https address without login, query or fragment')
    .refine((url) => !/\/v1\/*$/.test(url), 'expected the address without `/v1`'),
  insecure: z.boolean().optional(),
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  token: header.regex(/^\S+$/, 'expected no space').optional(),
  entityIds: z.guid('expected one entity id, a UUID with dashes').optional(),
  orgIds: header.optional(),
  version: header.optional(),
  trackId: header
    .max(24)
    .regex(/^[^:;"']*$/, 'expected none of the characters : ; " \'')
    .optional(),
  gzip: z.boolean().optional(),
  dispatcher: z.custom<Dispatcher>(isDispatcher, 'expected an undici dispatcher').optional(),
};

const ONE_LOGIN = 'expected either `token`, or both `clientId` and `clientSecret`';
const NOT_EXPOSED = {
  path: ['baseUrl'],
  message:
    'with http: everyone on the way can read logins and records; write https:, or add `insecure: true`',
};

const clientSchema = z
  .strictObject(CLIENT_FIELDS)
  .refine(hasOneLogin, ONE_LOGIN)
  .refine(isProtected, NOT_EXPOSED);

const targetSchema = z
  .strictObject({
    ...CLIENT_FIELDS,
    object: z.string().min(1),
    operation: z.enum(['create', 'update']),
    namespace: z.enum(['default', 'com_zuora']).optional(),
    idColumn: z.enum(['Id', 'id']).optional(),
  })
  .refine(hasOneLogin, ONE_LOGIN)
  .refine(isProtected, NOT_EXPOSED)
  .refine(({ operation, idColumn }) => operation === 'update' || idColumn === undefined, {
    path: ['idColumn'],
    message: 'only an update has an id column; remove it',
  });

export function checkClientOptions(options: unknown): ZuoraClientOptions {
  return checkOptions('zuoraClient', clientSchema, options);
}

export function checkTargetOptions(options: unknown): ZuoraOptions {
  return checkOptions('zuora', targetSchema, options);
}

type Login = Pick<ZuoraClientOptions, 'clientId' | 'clientSecret' | 'token'>;

function hasOneLogin({ clientId, clientSecret, token }: Login): boolean {
  if (token !== undefined) return clientId === undefined && clientSecret === undefined;
  return clientId !== undefined && clientSecret !== undefined;
}

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isPlain = !text.includes('?') && !text.includes('#');
  return /^https?:$/.test(url.protocol) && url.username + url.password === '' && isPlain;
}

function isProtected({ baseUrl, insecure }: Pick<ZuoraClientOptions, 'baseUrl' | 'insecure'>) {
  return insecure === true || !isPlainHttpUrl(baseUrl) || !isExposed(new URL(baseUrl));
}

function isDispatcher(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'compose' in value &&
    typeof value.compose === 'function'
  );
}
