import { readBytes } from '../http/body.ts';
import { json, type TenantRequest, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import type { Knobs } from '../knobs/table.ts';
import { randomHex, randomUuid } from '../random.ts';
import type { World } from '../world.ts';
import type { Client, FixedToken, Login, LoginRegister } from './login.ts';
import { unauthorized } from './unauthorized.ts';

/** Bearer tokens, their logins and their expiry (docs/zuora-api.md, section 6.1). */
export interface TokenService {
  issue(request: TenantRequest): Promise<TenantResponse>;
  /** The login of a request; refuses with 401 if there is none. */
  loginOf(request: TenantRequest): Login;
  /** Invalidates every issued token, like an early expiry. */
  revokeAll(): void;
}

export function createTokenService(options: {
  clients: readonly Client[];
  tokens: readonly FixedToken[];
  logins: LoginRegister;
  tenantId: string;
  knobs: Knobs;
  world: World;
}): TokenService {
  const { knobs, world, logins, tenantId } = options;
  const clients = options.clients.map((client) => ({
    ...client,
    login: logins.add(client.clientId, client),
  }));
  const fixed = new Map(
    options.tokens.map((fixedToken, index) => [
      fixedToken.token,
      logins.add(`token-${index + 1}`, fixedToken),
    ]),
  );
  const issued = new Map<string, { login: Login; expiresAt: number }>();

  function scopeOf({ userId, entities }: Login, anyEntity: string): string {
    const ids = entities.length === 0 ? [anyEntity] : entities;
    return [`user.${userId}`, ...ids.map((id) => `entity.${id}`), `tenant.${tenantId}`].join(' ');
  }

  function dropExpired(): void {
    for (const [token, { expiresAt }] of issued) {
      if (expiresAt <= world.now()) issued.delete(token);
    }
  }

  return {
    async issue(request) {
      const form = await readForm(request);
      const client = clients.find(
        ({ clientId, clientSecret }) =>
          clientId === form.get('client_id') && clientSecret === form.get('client_secret'),
      );
      if (client === undefined) throw new Refusal(401, 90000011, 'Invalid client credentials.');
      dropExpired();
      const token = randomHex(world.random);
      const lifetimeMs = knobs.tokenDiesMs === 0 ? knobs.tokenMs : knobs.tokenDiesMs;
      issued.set(token, { login: client.login, expiresAt: world.now() + lifetimeMs });
      return json({
        access_token: token,
        token_type: 'bearer',
        expires_in: Math.floor(knobs.tokenMs / 1000),
        scope: scopeOf(client.login, randomUuid(world.random)),
        jti: token,
      });
    },
    loginOf(request) {
      const [, token] = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '') ?? [];
      if (token === undefined) throw unauthorized(knobs);
      const permanent = fixed.get(token);
      if (permanent !== undefined) return permanent;
      const entry = issued.get(token);
      if (entry === undefined || entry.expiresAt <= world.now()) throw unauthorized(knobs);
      return entry.login;
    },
    revokeAll: () => issued.clear(),
  };
}

const FIELDS = ['client_id', 'client_secret', 'grant_type'];

async function readForm(request: TenantRequest): Promise<URLSearchParams> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new Refusal(415, 415, 'HTTP 415 Unsupported Media Type');
  }
  if (request.headers['authorization'] !== undefined) {
    throw new Refusal(400, 90000020, 'A token request must not have an Authorization header.');
  }
  const form = new URLSearchParams((await readBytes(request, 65_536)).toString('utf8'));
  // Each once, and no others.
  const names = [...form.keys()].sort();
  if (names.join() !== FIELDS.join()) {
    throw new Refusal(400, 90000020, `Expected the fields ${FIELDS.join(', ')}.`);
  }
  if (form.get('grant_type') === 'client_credentials') return form;
  throw new Refusal(400, 90000020, 'Expected grant_type to be client_credentials.');
}
