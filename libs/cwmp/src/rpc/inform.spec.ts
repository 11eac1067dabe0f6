import { decodeCpeEnvelope } from '../cpe-envelope.ts';
import type { CpeEnvelope } from '../envelope.ts';
import type { InformEvent } from '../event-code.ts';
import type { ParameterValue } from '../parameter-value.ts';
import { readFixture } from '../spec/fixtures.ts';
import type { Inform } from './inform.ts';

const kestrel = { manufacturer: 'Kestrel', oui: 'A4C3F0', productClass: 'KS200', serialNumber: 'KS200-77' };

function event(eventCode: string, commandKey = ''): InformEvent {
  return { eventCode, commandKey };
}

function parameter(name: string, value: string, type: ParameterValue['type'] = 'string'): ParameterValue {
  return { name, value, type };
}

function informOf(parts: Partial<Inform>, envelope: Partial<CpeEnvelope> = {}): CpeEnvelope {
  const message: Inform = {
    method: 'Inform',
    deviceId: kestrel,
    event: [event('2 PERIODIC')],
    maxEnvelopes: 1,
    currentTime: '2024-05-17T09:30:11Z',
    retryCount: 0,
    parameterList: [],
    ...parts,
  };
  return { namespace: 'urn:dslforum-org:cwmp-1-2', id: '1', body: { kind: 'message', message }, ...envelope };
}

const withoutId: CpeEnvelope = {
  namespace: 'urn:dslforum-org:cwmp-1-2',
  body: informOf({}).body,
};

const cases: Readonly<Record<string, CpeEnvelope>> = {
  'inform-periodic.xml': informOf(
    {
      deviceId: {
        manufacturer: 'Nordwall Networks',
        oui: '00D09E',
        productClass: 'NW-7200',
        serialNumber: 'NW72A0001234',
      },
      currentTime: '2024-05-17T09:30:11+02:00',
      parameterList: [
        parameter('Device.RootDataModelVersion', '2.11'),
        parameter('Device.ManagementServer.ConnectionRequestURL', 'http://203.0.113.7:7547/a1b2'),
        parameter('Device.ManagementServer.AliasBasedAddressing', '0', 'boolean'),
      ],
    },
    { namespace: 'urn:dslforum-org:cwmp-1-0', id: '1804289383' },
  ),
  'inform-bootstrap-tr-098.xml': informOf(
    {
      deviceId: {
        manufacturer: 'Sunrise Telecom Equipment Co., Ltd',
        oui: '001E73',
        productClass: 'H108N',
        serialNumber: '4C09B4112233',
      },
      event: [event('0 BOOTSTRAP'), event('1 BOOT'), event('4 VALUE CHANGE')],
      retryCount: 12,
      parameterList: [
        parameter('InternetGatewayDevice.DeviceSummary', 'InternetGatewayDevice:1.4[](Baseline:1, EthernetLAN:1)'),
        parameter('InternetGatewayDevice.ManagementServer.ParameterKey', ''),
        parameter(
          'InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.ExternalIPAddress',
          '100.64.3.9',
        ),
      ],
    },
    { namespace: 'urn:dslforum-org:cwmp-1-0', id: '100' },
  ),
  'inform-array-count-wrong.xml': informOf({
    event: [event('6 CONNECTION REQUEST')],
    parameterList: [
      parameter('Device.DeviceInfo.SoftwareVersion', '1.2.3'),
      parameter('Device.DeviceInfo.UpTime', '86400', 'unsignedInt'),
    ],
  }),
  'inform-value-without-xsi-type.xml': informOf({
    event: [event('1 BOOT')],
    parameterList: [
      parameter('Device.DeviceInfo.SoftwareVersion', '1.2.3'),
      parameter('Device.DeviceInfo.UpTime', '7'),
      parameter('Device.DeviceInfo.ProvisioningCode', ''),
    ],
  }),
  'inform-cdata-and-comments.xml': informOf(
    {
      deviceId: { ...kestrel, manufacturer: 'Brown & Sons', productClass: 'KS<200>' },
      currentTime: '2024-05-17T09:30:11',
      parameterList: [parameter('Device.WiFi.SSID.1.SSID', '<script> & co')],
    },
    { namespace: 'urn:dslforum-org:cwmp-1-1' },
  ),
  'inform-iso-8859-1.xml': informOf({
    deviceId: {
      manufacturer: 'Télécom Équipement',
      oui: 'A4C3F0',
      productClass: 'Modèle-ß',
      serialNumber: 'Nº 77',
    },
    parameterList: [parameter('Device.WiFi.SSID.1.SSID', 'Café Zürich')],
  }),
  'inform-crlf-and-padding.xml': informOf(
    {
      event: [event('3 SCHEDULED', 'key 1')],
      maxEnvelopes: 2,
      currentTime: '2024-05-17T09:30:11.250Z',
      retryCount: 3,
      parameterList: [
        parameter('Device.DeviceInfo.UpTime', '60', 'unsignedInt'),
        parameter('Device.DeviceInfo.Description', ' two\nlines '),
      ],
    },
    { namespace: 'urn:dslforum-org:cwmp-1-0' },
  ),
  'inform-default-namespace.xml': informOf({}, { namespace: 'urn:dslforum-org:cwmp-1-1', id: '77' }),
  'inform-undeclared-prefix.xml': informOf(
    { event: [event('1 BOOT')] },
    { namespace: 'urn:dslforum-org:cwmp-1-0', id: '5' },
  ),
  'inform-elements-reordered.xml': informOf({
    event: [event('8 DIAGNOSTICS COMPLETE')],
    retryCount: 1,
    parameterList: [parameter('Device.DeviceInfo.SoftwareVersion', '9')],
  }),
  'inform-event-list-empty.xml': informOf({ event: [] }),
  'inform-unknown-events.xml': informOf({
    event: [event('99 FOO'), event('X 001122 door opened'), event('M X_001122_Calibrate', 'cal-1')],
  }),
  'inform-namespace-1-4.xml': informOf({}, { namespace: 'urn:dslforum-org:cwmp-1-4' }),
  'inform-without-id.xml': withoutId,
  'inform-supported-versions.xml': informOf(
    {},
    { sessionTimeoutS: 60, supportedVersions: ['1.0', '1.1', '1.2', '1.3', '1.4', '2.0'] },
  ),
  'inform-identity-odd.xml': informOf({
    deviceId: { manufacturer: '', oui: 'A4C3F0', productClass: '', serialNumber: '50%/ käse №7 ' },
  }),
  'inform-byte-order-mark.xml': informOf({}, { namespace: 'urn:dslforum-org:cwmp-1-0' }),
  'inform-entities-in-values.xml': informOf({
    event: [event('7 TRANSFER COMPLETE'), event('M Download', 'a<b&c')],
    parameterList: [
      parameter('Device.WiFi.SSID.1.SSID', `a<b&"c''€\u{1F44D}`),
      parameter('Device.DeviceInfo.Description', 'one\r\ntwo\t'),
    ],
  }),
  'inform-hostile-names.xml': informOf({
    event: [event('__proto__', 'constructor')],
    parameterList: [
      parameter('__proto__.x', 'polluted'),
      parameter('constructor', 'x'),
      parameter(`Device.${'N'.repeat(250)}`, '257 characters'),
      parameter('hasOwnProperty', '1', 'boolean'),
    ],
  }),
  'inform-base64-spellings.xml': informOf({
    parameterList: [
      parameter('Device.X_A.A', 'YWJj', 'base64'),
      parameter('Device.X_A.B', 'YWJj', 'base64'),
      parameter('Device.X_A.C', 'YWJj', 'base64'),
      parameter('Device.X_A.D', '6162', 'hexBinary'),
      parameter('Device.X_A.E', '-5', 'int'),
      parameter('Device.X_A.F', 'true', 'boolean'),
    ],
  }),
  'inform-id-odd.xml': informOf({}, { id: '  ÄÖ-Id & 0123456789012345678901234567 ' }),
  'inform-heartbeat.xml': informOf({ event: [event('14 HEARTBEAT')], currentTime: '0001-01-01T00:00:00Z' }),
  'inform-numbers-missing.xml': informOf({ maxEnvelopes: 0, currentTime: '', parameterList: [] }),
  'inform-parameter-twice.xml': informOf({
    event: [event('4 VALUE CHANGE')],
    parameterList: [parameter('Device.IP.Interface.1.Status', 'Down'), parameter('Device.IP.Interface.1.Status', 'Up')],
  }),
  'inform-invalid-utf-8.xml': informOf({ parameterList: [parameter('Device.WiFi.SSID.1.SSID', 'Café')] }),
  'inform-ampersand-bare.xml': informOf({ parameterList: [parameter('Device.WiFi.SSID.1.SSID', 'Tom & Jerry')] }),
};

describe('an Inform as CPEs send it', () => {
  test.each(Object.entries(cases))('%s', (name, expected) => {
    expect(decodeCpeEnvelope(readFixture(name))).toStrictEqual(expected);
  });

  test('hostile names pollute no prototype', () => {
    decodeCpeEnvelope(readFixture('inform-hostile-names.xml'));
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { readonly x?: unknown }).x).toBeUndefined();
  });

  test('the fallback says so, and only for what needs it', () => {
    const reasons: string[] = [];
    decodeCpeEnvelope(readFixture('inform-periodic.xml'), { onFallback: (reason) => reasons.push(reason) });
    expect(reasons).toHaveLength(0);
    decodeCpeEnvelope(readFixture('inform-ampersand-bare.xml'), { onFallback: (reason) => reasons.push(reason) });
    expect(reasons).toHaveLength(1);
  });
});
