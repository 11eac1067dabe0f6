import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';

/** A private key as PEM (PKCS #8). */
export async function keyToPem(key: webcrypto.CryptoKey): Promise<string> {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

export async function keyFromPem(pem: string, algorithm: webcrypto.EcKeyImportParams): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign']);
}
