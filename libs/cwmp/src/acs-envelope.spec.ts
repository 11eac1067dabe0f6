import { decodeAcsEnvelope, encodeAcsEnvelope, encodeMustUnderstandFault } from './acs-envelope.ts';
import { decodeCpeEnvelope } from './cpe-envelope.ts';
import type { AcsEnvelope } from './envelope.ts';
import { ACS_FAULT, ACS_FAULT_TEXT } from './fault.ts';
import { readFixture } from './spec/fixtures.ts';
import { CWMP_NAMESPACES } from './version.ts';

const NS = 'urn:dslforum-org:cwmp-1-2';
const reboot = { kind: 'message', message: { method: 'Reboot', commandKey: '' } } as const;

function headerOf(envelope: AcsEnvelope): string {
  return /<SOAP-ENV:Header>(.*)<\/SOAP-ENV:Header>/s.exec(encodeAcsEnvelope(envelope))?.[1] ?? 'none';
}

describe('the header of the ACS', () => {
  test('is there even when there is nothing to say', () => {
    expect(headerOf({ namespace: NS, body: reboot })).toBe('');
  });

  test('has ID, HoldRequests and UseCWMPVersion, all of which must be understood', () => {
    expect(headerOf({ namespace: NS, id: 'a&b', holdRequests: false, useVersion: '1.4', body: reboot })).toBe(
      '<cwmp:ID SOAP-ENV:mustUnderstand="1">a&amp;b</cwmp:ID>' +
        '<cwmp:HoldRequests SOAP-ENV:mustUnderstand="1">0</cwmp:HoldRequests>' +
        '<cwmp:UseCWMPVersion SOAP-ENV:mustUnderstand="1">1.4</cwmp:UseCWMPVersion>',
    );
  });

  test('echoes any ID of a CPE to the character', () => {
    const { id } = decodeCpeEnvelope(readFixture('inform-id-odd.xml'));
    const written = encodeAcsEnvelope({ namespace: NS, body: reboot, ...(id === undefined ? {} : { id }) });
    expect(decodeAcsEnvelope(Buffer.from(written)).id).toBe('  ÄÖ-Id & 0123456789012345678901234567 ');
  });

  test.each(CWMP_NAMESPACES)('is written and read in %s', (namespace) => {
    const written = encodeAcsEnvelope({ namespace, body: reboot });
    expect(written).toContain(`xmlns:cwmp="${namespace}"`);
    expect(decodeAcsEnvelope(Buffer.from(written)).namespace).toBe(namespace);
  });
});

describe('a fault of the ACS', () => {
  test('is written byte for byte', () => {
    const body = { kind: 'fault', fault: { faultCode: 8003, faultString: 'no <DeviceId>' } } as const;
    expect(encodeAcsEnvelope({ namespace: NS, id: '1', body })).toContain(
      '<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail>' +
        '<cwmp:Fault><FaultCode>8003</FaultCode><FaultString>no &lt;DeviceId&gt;</FaultString></cwmp:Fault></detail>' +
        '</SOAP-ENV:Fault></SOAP-ENV:Body>',
    );
  });

  test.each(Object.values(ACS_FAULT))('%s reads back', (faultCode) => {
    const body = { kind: 'fault', fault: { faultCode, faultString: ACS_FAULT_TEXT[faultCode] } } as const;
    const written = encodeAcsEnvelope({ namespace: NS, body });
    expect(written).toContain(`<faultcode>${faultCode === 8003 ? 'Client' : 'Server'}</faultcode>`);
    expect(decodeAcsEnvelope(Buffer.from(written)).body).toEqual(body);
  });

  test('MustUnderstand is a fault of SOAP, with the ID', () => {
    expect(encodeMustUnderstandFault('urn:dslforum-org:cwmp-1-0', 'id-23')).toBe(
      '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" ' +
        'xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-0">' +
        '<SOAP-ENV:Header><cwmp:ID SOAP-ENV:mustUnderstand="1">id-23</cwmp:ID></SOAP-ENV:Header><SOAP-ENV:Body>' +
        '<SOAP-ENV:Fault><faultcode>SOAP-ENV:MustUnderstand</faultcode><faultstring>header not understood</faultstring>' +
        '</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>',
    );
  });
});

describe('reading as a CPE', () => {
  const envelope = (body: string, header = '') =>
    Buffer.from(
      `<e:Envelope xmlns:cwmp="${NS}"><e:Header><cwmp:ID>9</cwmp:ID>${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`,
    );

  test('an unknown method is told, so that it can be answered with fault 9000', () => {
    expect(() => decodeAcsEnvelope(envelope('<cwmp:Foo/>'))).toThrow(
      expect.objectContaining({ code: 'invalid_arguments', id: '9', method: 'Foo', namespace: NS }),
    );
  });

  test('a fault code that is none of the ACS is refused', () => {
    const fault = '<e:Fault><detail><cwmp:Fault><FaultCode>9005</FaultCode></cwmp:Fault></detail></e:Fault>';
    expect(() => decodeAcsEnvelope(envelope(fault))).toThrow(expect.objectContaining({ code: 'invalid_arguments' }));
  });

  test('a version that does not exist is refused', () => {
    const header = '<cwmp:UseCWMPVersion>3.0</cwmp:UseCWMPVersion>';
    expect(() => decodeAcsEnvelope(envelope('<cwmp:Reboot/>', header))).toThrow(
      expect.objectContaining({ code: 'invalid_arguments' }),
    );
  });

  test('an operation without a known type is refused', () => {
    const body = '<cwmp:ChangeDUState><Operations><URL>x</URL></Operations></cwmp:ChangeDUState>';
    expect(() => decodeAcsEnvelope(envelope(body))).toThrow(expect.objectContaining({ method: 'ChangeDUState' }));
  });
});
