import type { Permission } from '../http/endpoints.ts';
import { Refusal } from '../http/refusal.ts';
import { randomHex } from '../random.ts';

/** An OAuth client that may request tokens. */
export interface Client {
  /** 36 characters in a real tenant. */
  readonly clientId: string;
  /** At most 42 characters in a real tenant. */
  readonly clientSecret: string;
  /** Default: all three. */
  readonly permissions?: readonly Permission[] | undefined;
  /** Ids of the entities that its tokens are valid for, in lower case. Default: one, with any id. */
  readonly entities?: readonly string[] | undefined;
  /** Ids of the orgs that it may name in `Zuora-Org-Ids`. Default: every id. */
  readonly orgs?: readonly string[] | undefined;
}

/** A bearer token that is valid without `/oauth/token`, for as long as the tenant runs. */
export interface FixedToken {
  readonly token: string;
  readonly permissions?: readonly Permission[] | undefined;
  readonly entities?: readonly string[] | undefined;
  readonly orgs?: readonly string[] | undefined;
}

/** The client of a tenant whose options have none. */
export const DEFAULT_CLIENT: Client = {
  clientId: '5c0f3a52-3f3c-4a51-9d6e-7a1d5b0c9e01',
  clientSecret: 'simulator-secret-of-forty-characters0000',
};

/** A user of the tenant, whose id appears as `CreatedById`. */
export interface Login {
  readonly ordinal: number;
  /** The client id, `token-1` for the first fixed token, or `foreign`. */
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Empty if every entity id is right. */
  readonly entities: readonly string[];
  /** `undefined` if every org id is right. */
  readonly orgs: readonly string[] | undefined;
}

export interface LoginRegister {
  add(name: string, allowed?: Pick<Client, 'permissions' | 'entities' | 'orgs'>): Login;
  at(ordinal: number): Login;
}

const ALL: readonly Permission[] = ['view', 'edit', 'delete'];

export function createLoginRegister(random: () => number): LoginRegister {
  const logins: Login[] = [];
  return {
    add(name, { permissions = ALL, entities = [], orgs } = {}) {
      const login: Login = {
        ordinal: logins.length,
        name,
        userId: randomHex(random),
        permissions: new Set(permissions),
        entities,
        orgs,
      };
      logins.push(login);
      return login;
    },
    at: (ordinal) => logins[ordinal]!,
  };
}

const denials = {
  view: [71012512, 'User does not have permission to view custom objects.'],
  edit: [71012515, 'User does not have permission to create custom objects.'],
  delete: [71012514, 'User does not have permission to delete custom objects.'],
} as const;

/** Refuses with 403 if the login lacks the permission (docs/zuora-api.md, sections 1.2, 1.5 and 8). */
export function requirePermission(login: Login, permission: Permission): void {
  if (login.permissions.has(permission)) return;
  const [code, message] = denials[permission];
  throw new Refusal(403, code, message);
}
