import type { Login } from './auth/login.ts';
import type { TenantRequest } from './http/message.ts';

/** A request whose endpoint and login are known. */
export interface Call {
  readonly request: TenantRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly login: Login;
}
