/** A text without any of the secrets of a request, which a server may repeat in its answer. */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text);
}
