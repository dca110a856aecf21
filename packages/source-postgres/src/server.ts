import type { Parameters } from './parameters.ts';

/** A server, and all that is needed to log in. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly parameters: Parameters;
  /** `host:port/database`, for messages. */
  readonly place: string;
}

export function serverOf(
  parameters: Parameters & { readonly host: string; readonly dbname: string },
): Server {
  const { host, dbname } = parameters;
  const port = Number(parameters.port ?? 5432);
  return { host, port, parameters, place: `${host}:${port}/${dbname}` };
}
