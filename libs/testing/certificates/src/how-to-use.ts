import type { CertsRequest } from './certs-request.ts';
import type { MadeCertificates } from './make-certificates.ts';

/** What to type next. */
export function howToUse({ out, hosts }: CertsRequest, { ca, server, devices }: MadeCertificates): string {
  const first = devices[0] ?? '';
  const host = hosts[0] ?? 'localhost';
  return `Made in ${out}: ca, server${devices.map((name) => `, ${name}`).join('')} (.pem and .key).

  An ACS that asks for certificates:
    MUSTER_GATEWAY_TLS_CERT_FILE=${server.certificate} MUSTER_GATEWAY_TLS_KEY_FILE=${server.key} \\
    MUSTER_GATEWAY_TLS_CLIENT_CERT=optional MUSTER_GATEWAY_TLS_CLIENT_CA_FILE=${ca} npm start
  Simulated CPEs with theirs:
    npm run cpe -- --count ${devices.length} --url https://${host}:7443/ --ca ${ca} --cert ${out}/%s.pem --key ${out}/%s.key
  By hand:
    curl --cacert ${ca} --cert ${out}/${first}.pem --key ${out}/${first}.key -d '' -i https://${host}:7443/
`;
}
