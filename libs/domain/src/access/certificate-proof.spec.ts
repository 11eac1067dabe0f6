import { certificateProof } from './certificate-proof.ts';

const DEVICE = { manufacturer: 'M', oui: '00D09E', productClass: 'Box', serialNumber: 'S.1' };
const TEMPLATES = ['CN={oui}-{productClass}-{serial}', 'DNS={serial}.cpe.example.net'];
const of = (...names: readonly string[]) => certificateProof({ names, fingerprint: '' }, DEVICE, TEMPLATES);

test('a certificate names the device that shows it, another one, or a kind', () => {
  expect(of('CN=00D09E-Box-S%2E1')).toBe('this');
  expect(of('CN=00D09E-Box-S%2E2')).toBe('another');
  expect(of('DNS=s2.cpe.example.net')).toBe('another');
  expect(of('CN=Acme Box')).toBe('kind');
  expect(of('DNS=s2xcpe.example.net')).toBe('kind');
  expect(of()).toBe('kind');
});

test('the name of this device of a CA that may not speak for its maker is of nobody who may come in', () => {
  const certificate = { names: ['CN=00D09E-Box-S%2E1'], fingerprint: '', ouis: ['001122'] };
  expect(certificateProof(certificate, DEVICE, TEMPLATES)).toBe('another');
});
