import { generate } from 'selfsigned';

/** An authority, and the certificates that it issued to a server named `localhost` and to a client. */
export interface Certificates {
  readonly authority: string;
  readonly server: { readonly cert: string; readonly key: string };
  /** For the user `certified`. */
  readonly client: { readonly cert: string; readonly key: string };
}

const OPTIONS = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function makeCertificates(): Promise<Certificates> {
  const authority = await generate([{ name: 'commonName', value: 'Rowferry tests' }], {
    ...OPTIONS,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const ca = { cert: authority.cert, key: authority.private };
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...OPTIONS,
    ca,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const client = await generate([{ name: 'commonName', value: 'certified' }], { ...OPTIONS, ca });
  return {
    authority: authority.cert,
    server: { cert: server.cert, key: server.private },
    client: { cert: client.cert, key: client.private },
  };
}
