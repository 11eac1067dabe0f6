export {
  type AlternativeName,
  Authority,
  type CertificateAndKey,
  type CertificateWishes,
} from './authority.ts';
export type { CertsRequest } from './certs-request.ts';
export { type MadeCertificates, makeCertificates } from './make-certificates.ts';
