import fc from 'fast-check';
import { type DeviceId, deviceIdOf } from '../device/device-id.ts';
import { fillTemplate, fillValue, MAX_REFERENCES, parseTemplate, type TemplateData } from './template.ts';

const identity = { manufacturer: 'ACME', oui: '00A0B1', productClass: '', serialNumber: 'S-7' };
const DATA: TemplateData = {
  device: { id: deviceIdOf(identity) as DeviceId, identity, softwareVersion: '1.0' },
  attributes: { ssid: 'Home', vlan: 7, gold: false, empty: '' },
  secrets: { wifi: { version: 3 } },
};

function ref(text: string): string {
  return `\${${text}}`;
}

test.each([
  ['', ''],
  ['plain $ { } $x $$', 'plain $ { } $x $$'],
  [ref('attributes.ssid'), 'Home'],
  [`a-${ref('attributes.vlan')}-${ref('attributes.gold')}`, 'a-7-false'],
  [ref('attributes.none|Guest'), 'Guest'],
  [ref('attributes.none|'), ''],
  [ref('attributes.empty|Guest'), ''],
  [ref('attributes.ssid|Guest'), 'Home'],
  [ref('attributes.constructor|none'), 'none'],
  [`${ref('device.manufacturer')}/${ref('device.oui')}/${ref('device.serialNumber')}`, 'ACME/00A0B1/S-7'],
  [ref('device.id'), '00A0B1-S%2D7'],
  [ref('device.softwareVersion'), '1.0'],
  [ref('device.productClass|box'), 'box'],
  [`$${ref('attributes.ssid')}`, ref('attributes.ssid')],
  [`${ref('attributes.ssid')}$${ref('x')}${ref('attributes.ssid')}`, `Home${ref('x')}Home`],
])('%j becomes %j', (text, filled) => {
  expect(fillValue(text, DATA)).toEqual({ kind: 'plain', text: filled });
});

test.each([
  [true, 'true'],
  [600, '600'],
  [-0.5, '-0.5'],
])('%j becomes %j', (value, text) => {
  expect(fillValue(value, DATA)).toEqual({ kind: 'plain', text });
});

test.each([
  [ref('attributes.none'), 'attributes.none'],
  [ref('attributes.toString'), 'attributes.toString'],
  [`${ref('secrets.wifi')}${ref('secrets.none')}`, 'secrets.none'],
  [ref('device.productClass'), 'device.productClass'],
])('%j lacks %s', (text, missing) => {
  expect(fillValue(text, DATA)).toEqual({ missing });
});

test('a row is the whole value', () => {
  const row = 'Device.Hosts.AccessControl./kids/Schedule./school';
  expect(fillValue(ref(`row:${row}`), DATA)).toEqual({ kind: 'rowPath', row });
});

test.each([
  ['${attributes.ssid', /not closed/],
  [ref(''), /After/],
  [ref('ssid'), /After/],
  [ref('process.argv'), /After/],
  [ref('attributes.'), /no name/],
  [ref('attributes.a.b'), /no name/],
  [ref('attributes.__proto__'), /no name/],
  [ref(`attributes.${'x'.repeat(100_000)}`), /^.{0,250}$/],
  [ref('secrets.wifi|letmein'), /no default/],
  [ref('secrets.A b'), /no name/],
  [ref('device.revision'), /only id, manufacturer/],
  [ref('device.constructor'), /only id, manufacturer/],
  [ref('row:Device.NAT.PortMapping/web'), /final dot/],
  [ref('row:Device.NAT.PortMapping.'), /final dot/],
  [ref('row:Device.NAT.PortMapping./a b'), /final dot/],
  [ref('row:Device.NAT.*./web'), /final dot/],
  [ref('row:./web'), /final dot/],
  [`${ref('row:Device.NAT.PortMapping./web')}.Enable`, /whole text/],
  [ref('attributes.a').repeat(MAX_REFERENCES + 1), /More than 32/],
])('%j is refused', (text, problem) => {
  expect(parseTemplate(text)).toEqual({ problem: expect.stringMatching(problem) });
});

test('a secret stays a name, and its stamp tells what is wanted', () => {
  const text = `${ref('attributes.ssid')}-${ref('secrets.wifi')}`;
  const filled = fillValue(text, DATA);
  expect(filled).toEqual({ kind: 'secret', parts: ['Home-', { secret: 'wifi' }], stamp: expect.any(String) });
  const stamp = (written: string, data: TemplateData = DATA) => fillValue(written, data);
  expect(stamp(`Home-${ref('secrets.wifi')}`)).toEqual(filled);
  expect(stamp(text, { ...DATA, secrets: { wifi: { version: 4 } } })).not.toEqual(filled);
  expect(stamp(text, { ...DATA, attributes: { ssid: 'Away' } })).not.toEqual(filled);
  expect(stamp(text, { ...DATA, attributes: { ...DATA.attributes, vlan: 8 } })).toEqual(filled);
});

test('any text can be written literally', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', '|', 'a', 'attributes.ssid') }), (text) => {
      expect(
        fillValue(
          text.replaceAll('${', () => '$${'),
          DATA,
        ),
      ).toEqual({ kind: 'plain', text });
    }),
    { numRuns: 5_000 },
  );
});

test('whatever is written: it is refused, lacks something or becomes a value, and no secret has a text', () => {
  const piece = fc.constantFrom(
    '$',
    '{',
    '}',
    '|',
    '/',
    'row:',
    'Device.X.',
    'secrets.',
    'attributes.',
    'device.',
    'ssid',
    'wifi',
    'id',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const parsed = parseTemplate(pieces.join(''));
      if ('problem' in parsed) return;
      const filled = fillTemplate(parsed.template, DATA);
      if ('missing' in filled) expect(filled.missing).toMatch(/^(?:attributes|secrets|device)\../);
      else expect(['plain', 'secret', 'rowPath']).toContain(filled.kind);
    }),
    { numRuns: 20_000 },
  );
});
