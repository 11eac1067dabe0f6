import type { DeviceIdentity } from '#libs/cwmp';
import { certificateFits, type NameTemplate } from '../peer/certificate-fits.ts';
import type { ClientCertificate } from '../peer/peer.ts';

/** Whom a certificate names: the device that shows it, another one, or none (it is of all of a kind, TR-069 §3.4.4). */
export type CertificateProof = 'this' | 'another' | 'kind';

const WORDS: Readonly<Record<string, string>> = {
  oui: '[0-9A-Fa-f]{6}',
  productClass: '[\\w%]+',
  serial: '[\\w%]+',
};

export function certificateProof(
  certificate: ClientCertificate,
  device: DeviceIdentity,
  templates: readonly NameTemplate[],
): CertificateProof {
  if (certificateFits(certificate, device, templates)) return 'this';
  const forms = templates.map(formOf);
  return certificate.names.some((name) => forms.some((form) => form.test(name))) ? 'another' : 'kind';
}

/** What names of a template look like, whichever device they are of. */
function formOf(template: NameTemplate): RegExp {
  const parts = template.split(/\{(\w+)\}/);
  const text = parts.map((part, at) => (at % 2 === 1 ? WORDS[part] : part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')));
  return new RegExp(`^${text.join('')}$`);
}
