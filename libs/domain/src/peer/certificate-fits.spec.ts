import { certificateFits, isNameTemplate } from './certificate-fits.ts';
import type { ClientCertificate } from './peer.ts';

const DEVICE = { manufacturer: 'Any', oui: '00D09E', productClass: 'Home Box', serialNumber: 'A-1' };
const FULL = 'CN={oui}-{productClass}-{serial}';
const SHORT = 'CN={oui}-{serial}';

const named = (...names: readonly string[]): ClientCertificate => ({ names, fingerprint: '' });

test('a certificate fits the device that its name was made of', () => {
  expect(certificateFits(named('CN=00D09E-Home%20Box-A%2D1'), DEVICE, [FULL])).toBe(true);
  expect(certificateFits(named('CN=00D09E-A%2D1'), DEVICE, [FULL, SHORT])).toBe(true);
  expect(certificateFits(named('DNS=a%2D1.cpe.example.net'), DEVICE, ['DNS={serial}.cpe.example.net'])).toBe(false);
  expect(certificateFits(named('CN=x', 'URI=urn:cpe:00D09E:A%2D1'), DEVICE, ['URI=urn:cpe:{oui}:{serial}'])).toBe(true);
});

test('a name in another place of the certificate is another name', () => {
  expect(certificateFits(named('DNS=00D09E-Home%20Box-A%2D1'), DEVICE, [FULL])).toBe(false);
});

test.each([
  ['another serial number', { ...DEVICE, serialNumber: 'A-2' }],
  ['another product class', { ...DEVICE, productClass: 'Other Box' }],
  ['another OUI', { ...DEVICE, oui: '00D09F' }],
])('a certificate does not fit a device with %s', (_, other) => {
  expect(certificateFits(named('CN=00D09E-Home%20Box-A%2D1'), other, [FULL])).toBe(false);
});

test('words that hold the separator cannot be put together into the name of another device', () => {
  const shifted = { ...DEVICE, productClass: 'Home Box-A', serialNumber: '1' };
  const unescaped = named('CN=00D09E-Home Box-A-1');
  expect(certificateFits(unescaped, DEVICE, [FULL])).toBe(false);
  expect(certificateFits(unescaped, shifted, [FULL])).toBe(false);
  expect(certificateFits(named('CN=00D09E-A%2D1'), { ...DEVICE, productClass: 'A', serialNumber: '1' }, [FULL])).toBe(
    false,
  );
});

test('a device that lacks a word of the template has no name by it', () => {
  const bare = { ...DEVICE, productClass: '' };
  expect(certificateFits(named('CN=00D09E--A%2D1'), bare, [FULL])).toBe(false);
  expect(certificateFits(named('CN=00D09E-A%2D1'), bare, [FULL, SHORT])).toBe(true);
});

test('the CA of one vendor does not speak for devices of another', () => {
  const certificate = { ...named('CN=00D09E-A%2D1'), ouis: ['00259E'] };
  expect(certificateFits(certificate, DEVICE, [SHORT])).toBe(false);
  expect(certificateFits({ ...certificate, ouis: ['00259E', '00d09e'] }, DEVICE, [SHORT])).toBe(true);
});

test.each([FULL, SHORT, 'DNS={serial}.cpe.example.net', 'URI=urn:x:{oui}:{serial}'])('%s is a template', (text) => {
  expect(isNameTemplate(text)).toBe(true);
});

test.each(['CN={oui}', 'CN=router', '{oui}-{serial}', 'O={serial}', 'CN={serial}{name}', 'CN={serial'])(
  '%s is none',
  (text) => {
    expect(isNameTemplate(text)).toBe(false);
  },
);
