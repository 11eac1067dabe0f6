export {
  type AlternativeName,
  Authority,
  type CertificateAndKey,
  type CertificateWishes,
} from './authority.ts';
