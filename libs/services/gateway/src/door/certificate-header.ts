import { X509Certificate } from 'node:crypto';

const MAX_CHARACTERS = 16 * 1024;

/**
 * The certificate in a header of a proxy: `:base64:` (RFC 9440), PEM in percent-encoding (nginx, load balancers of
 * clouds), or that as `Cert="…"` of the first element (Envoy's XFCC). Undefined when there is none to be read.
 */
export function certificateInHeader(value: string): X509Certificate | undefined {
  if (value.length > MAX_CHARACTERS) return undefined;
  const [, der] = /^\s*:([A-Za-z0-9+/=]+):\s*$/.exec(value) ?? [];
  try {
    if (der !== undefined) return new X509Certificate(Buffer.from(der, 'base64'));
    const [, quoted] = /(?:^|;)\s*Cert="([^"]*)"/i.exec(value.split(',', 1)[0] ?? '') ?? [];
    return new X509Certificate(decodeURIComponent(quoted ?? value));
  } catch {
    return undefined;
  }
}
