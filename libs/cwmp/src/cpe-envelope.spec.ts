import { decodeCpeEnvelope, encodeCpeEnvelope } from './cpe-envelope.ts';
import type { CwmpDecodeError } from './decode-error.ts';
import type { CpeFault } from './fault.ts';
import { readFixture } from './spec/fixtures.ts';

const ENVELOPE = 'xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-2"';
const REBOOT = '<cwmp:RebootResponse/>';

function envelope(body: string, header = '<cwmp:ID>7</cwmp:ID>', declarations = ENVELOPE): Buffer {
  return Buffer.from(`<e:Envelope ${declarations}><e:Header>${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`);
}

function refusal(body: Uint8Array, options = {}): CwmpDecodeError {
  try {
    decodeCpeEnvelope(body, options);
  } catch (error) {
    return error as CwmpDecodeError;
  }
  throw new Error('was accepted');
}

describe('a fault of a CPE', () => {
  const cases: Readonly<Record<string, CpeFault>> = {
    'fault-three-parameters.xml': {
      faultCode: 9003,
      faultString: 'Invalid arguments',
      parameterFaults: [
        { parameterName: 'Device.A.B', faultCode: 9005, faultString: 'Invalid parameter name' },
        { parameterName: 'Device.A.C', faultCode: 9007, faultString: '' },
        { parameterName: 'Device.A.D', faultCode: 9008, faultString: 'read-only' },
      ],
    },
    'fault-detail-inside-faultstring.xml': {
      faultCode: 9005,
      faultString: 'Invalid parameter name',
      parameterFaults: [],
    },
    'fault-plain-soap.xml': { faultCode: 0, faultString: 'out of memory', parameterFaults: [] },
    'fault-code-in-text.xml': { faultCode: 9002, faultString: 'CWMP fault', parameterFaults: [] },
    'fault-undeclared-prefix.xml': { faultCode: 9000, faultString: 'Method not supported', parameterFaults: [] },
  };

  test.each(Object.entries(cases))('%s', (name, fault) => {
    expect(decodeCpeEnvelope(readFixture(name)).body).toStrictEqual({ kind: 'fault', fault });
  });

  test('its namespace may be declared deep inside only', () => {
    expect(decodeCpeEnvelope(readFixture('fault-undeclared-prefix.xml'))).toMatchObject({
      namespace: 'urn:dslforum-org:cwmp-1-1',
      id: 'acs-7',
    });
  });

  test('a FaultCode elsewhere in the text is not taken for the code', () => {
    const body = '<e:Fault><faultstring>x</faultstring><note><FaultCode>9001</FaultCode></note></e:Fault>';
    expect(decodeCpeEnvelope(envelope(body)).body).toMatchObject({ fault: { faultCode: 0 } });
  });
});

describe('the namespace', () => {
  test.each([
    ['of an unknown prefix is any CWMP namespace declared', '<x:RebootResponse/>', ENVELOPE, '1-2'],
    ['declared on the message wins', '<cwmp:RebootResponse xmlns:cwmp="urn:dslforum-org:cwmp-1-1"/>', ENVELOPE, '1-1'],
    ['nobody declared is 1-0', '<x:RebootResponse/>', '', '1-0'],
    ['that does not exist is 1-0', '<c:RebootResponse xmlns:c="urn:dslforum-org:cwmp-9-9"/>', '', '1-0'],
    ['1-3 is kept', '<c:RebootResponse xmlns:c="urn:dslforum-org:cwmp-1-3"/>', '', '1-3'],
  ])('%s', (_, body, declarations, version) => {
    const decoded = decodeCpeEnvelope(envelope(body, '', declarations));
    expect(decoded.namespace).toBe(`urn:dslforum-org:cwmp-${version}`);
  });
});

describe('the header', () => {
  test('headers only an ACS may send are ignored', () => {
    const header =
      '<cwmp:HoldRequests e:mustUnderstand="1">1</cwmp:HoldRequests><cwmp:UseCWMPVersion e:mustUnderstand="1">1.9</cwmp:UseCWMPVersion>';
    expect(decodeCpeEnvelope(envelope(REBOOT, header))).toStrictEqual({
      namespace: 'urn:dslforum-org:cwmp-1-2',
      body: { kind: 'message', message: { method: 'RebootResponse' } },
    });
  });

  test.each(['1', 'true', ' 1 '])('an unknown one that insists with %j is refused', (value) => {
    expect(refusal(envelope(REBOOT, `<cwmp:ID>7</cwmp:ID><x:Y e:mustUnderstand="${value}"/>`))).toMatchObject({
      code: 'must_understand',
      id: '7',
      namespace: 'urn:dslforum-org:cwmp-1-2',
    });
  });

  test('an unknown one that insists, but is for someone else, is ignored', () => {
    const header = '<cwmp:ID>7</cwmp:ID><x:Y e:actor="urn:someone" e:mustUnderstand="1"/>';
    expect(decodeCpeEnvelope(envelope(REBOOT, header)).id).toBe('7');
  });

  test.each(['-5', 'soon', ''])('a SessionTimeout of %j is none', (value) => {
    const decoded = decodeCpeEnvelope(envelope(REBOOT, `<cwmp:SessionTimeout>${value}</cwmp:SessionTimeout>`));
    expect(decoded).not.toHaveProperty('sessionTimeoutS');
  });

  test('an empty ID is an ID', () => {
    expect(decodeCpeEnvelope(envelope(REBOOT, '<cwmp:ID/>')).id).toBe('');
  });
});

describe('what is refused', () => {
  test.each([
    ['no XML', 'hello', 'malformed_xml'],
    ['nothing', '', 'malformed_xml'],
    ['a cut envelope', '<e:Envelope><e:Body><a>', 'malformed_xml'],
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'doctype'],
    ['another document', '<html><body/></html>', 'not_soap'],
    ['an envelope without Body', `<e:Envelope ${ENVELOPE}><e:Header/></e:Envelope>`, 'not_soap'],
    ['an empty Body', `<e:Envelope ${ENVELOPE}><e:Body/></e:Envelope>`, 'not_soap'],
    [
      'two Bodies',
      `<e:Envelope ${ENVELOPE}><e:Body>${REBOOT}</e:Body><e:Body>${REBOOT}</e:Body></e:Envelope>`,
      'not_soap',
    ],
    [
      'two Headers',
      `<e:Envelope ${ENVELOPE}><e:Header/><e:Header/><e:Body>${REBOOT}</e:Body></e:Envelope>`,
      'not_soap',
    ],
  ])('%s', (_, body, code) => {
    expect(refusal(Buffer.from(body)).code).toBe(code);
  });

  test.each([
    ['inform-device-id-missing.xml', 'invalid_arguments', 'id-27', 'Inform'],
    ['inform-device-id-twice.xml', 'invalid_arguments', 'id-28', 'Inform'],
    ['inform-two-bodies-in-one.xml', 'not_soap', 'id-29', undefined],
    ['inform-header-must-understand.xml', 'must_understand', 'id-23', undefined],
  ])('%s, with all a fault needs', (name, code, id, method) => {
    const error = refusal(readFixture(name));
    expect(error).toMatchObject({ name: 'CwmpDecodeError', code, id, namespace: 'urn:dslforum-org:cwmp-1-2' });
    expect(error.method).toBe(method);
  });

  test('two IDs', () => {
    const error = refusal(envelope(REBOOT, '<cwmp:ID>1</cwmp:ID><cwmp:ID>2</cwmp:ID>'));
    expect(error).toMatchObject({ code: 'invalid_arguments', namespace: 'urn:dslforum-org:cwmp-1-2' });
    expect(error).not.toHaveProperty('id');
  });

  const inform = (event: number, name: string) =>
    envelope(
      `<cwmp:Inform><DeviceId/><Event>${'<EventStruct/>'.repeat(event)}</Event><ParameterList>` +
        `<ParameterValueStruct><Name>${name}</Name></ParameterValueStruct><ParameterValueStruct/></ParameterList></cwmp:Inform>`,
    );

  test('more than 64 events', () => {
    expect(decodeCpeEnvelope(inform(64, 'a')).body.kind).toBe('message');
    expect(refusal(inform(65, 'a')).code).toBe('invalid_arguments');
  });

  test('a name above 512 characters', () => {
    expect(decodeCpeEnvelope(inform(1, 'a'.repeat(512))).body.kind).toBe('message');
    expect(refusal(inform(1, 'a'.repeat(513))).code).toBe('invalid_arguments');
  });

  test('more parameters than the limit', () => {
    expect(decodeCpeEnvelope(inform(1, 'a'), { maxParameters: 2 }).body.kind).toBe('message');
    expect(refusal(inform(1, 'a'), { maxParameters: 1 })).toMatchObject({ code: 'invalid_arguments', id: '7' });
  });

  test('what the XML limits forbid', () => {
    const deep = '<a>'.repeat(5000);
    expect(refusal(Buffer.from(deep)).code).toBe('limit');
  });

  test.each(['1e3', '0x10', '1.5', '99999999999999999', 'NaN'])('a Status of %j', (status) => {
    const body = `<cwmp:SetParameterValuesResponse><Status>${status}</Status></cwmp:SetParameterValuesResponse>`;
    expect(refusal(envelope(body)).code).toBe('invalid_arguments');
  });
});

describe('a method nobody knows', () => {
  test('is told by its name, with the ID for the fault', () => {
    expect(decodeCpeEnvelope(readFixture('unknown-method.xml'))).toStrictEqual({
      namespace: 'urn:dslforum-org:cwmp-1-0',
      id: 'id-49',
      body: { kind: 'unknown', name: 'Foo' },
    });
  });

  test.each(['Reboot', 'InformResponse', 'FooResponse', '__proto__', 'constructor'])(
    'is also one of the other direction: %s',
    (name) => {
      expect(decodeCpeEnvelope(envelope(`<cwmp:${name}/>`)).body).toStrictEqual({ kind: 'unknown', name });
    },
  );
});

test('the charset of the Content-Type is heeded', () => {
  const body = Buffer.from(
    envelope('<cwmp:RebootResponse/>', '<cwmp:ID>@</cwmp:ID>').toString().replace('@', '\x80'),
    'latin1',
  );
  expect(decodeCpeEnvelope(body, { charset: 'windows-1252' }).id).toBe('€');
});

describe('writing as a CPE', () => {
  test('a fault without a code is a plain SOAP fault', () => {
    const body = { kind: 'fault', fault: { faultCode: 0, faultString: 'oops', parameterFaults: [] } } as const;
    const written = encodeCpeEnvelope({ namespace: 'urn:dslforum-org:cwmp-1-0', body });
    expect(written).not.toContain('detail');
    expect(decodeCpeEnvelope(Buffer.from(written)).body).toEqual(body);
  });
});
