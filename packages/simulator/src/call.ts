import type { Login } from './auth/login.ts';
import type { TenantRequest } from './http/message.ts';

/** A request with its endpoint's parameters and its login. */
export interface Call {
  readonly request: TenantRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly login: Login;
}
