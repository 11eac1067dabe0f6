import type { CpeMessage } from '#libs/cwmp';
import { CPE_MESSAGES } from './cpe-messages.fixture.ts';
import { type EnvelopeStyle, SOAP_ENCODING, SOAP_ENVELOPE, STANDARD_STYLE } from './envelope-style.ts';
import { writeEnvelope } from './write-envelope.ts';
import { attributeOf, childNamed, parseXml, type XmlNode } from './xml-node.ts';

const write = (message: CpeMessage, style: Partial<EnvelopeStyle> = {}, id: string | undefined = '7'): XmlNode =>
  parseXml(writeEnvelope({ message }, id, { ...STANDARD_STYLE, ...style }));
const bodyOf = (envelope: XmlNode): XmlNode | undefined => childNamed(envelope, 'Body')?.children[0];
const [inform] = CPE_MESSAGES;

/** Every array in the tree, with its count as declared and as it is. */
function arrays(node: XmlNode): readonly (readonly [string, number])[] {
  const declared = attributeOf(node, SOAP_ENCODING, 'arrayType');
  const own = declared === undefined ? [] : [[declared.replace(/^.*\[|\]$/g, ''), node.children.length] as const];
  return [...own, ...node.children.flatMap(arrays)];
}

test.each(CPE_MESSAGES.map((message) => [message.method, message] as const))('%s', (method, message) => {
  const envelope = write(message);
  const body = bodyOf(envelope);
  expect(body).toMatchObject({ prefix: 'cwmp', local: method, namespace: STANDARD_STYLE.namespace });
  expect(childNamed(childNamed(envelope, 'Header'), 'ID')?.text).toBe('7');
  expect(body?.children.every((child) => child.namespace === '')).toBe(true);
  expect(arrays(envelope).filter(([declared, real]) => declared !== String(real))).toEqual([]);
});

test('text survives, whatever it is', () => {
  const value = ' <a> & "b" \r\n\t\u00e9\u{1f600} ]]> ';
  const message: CpeMessage = {
    method: 'GetParameterValuesResponse',
    parameterList: [{ name: 'A', value, type: 'string' }],
  };
  const struct = bodyOf(write(message))?.children[0]?.children[0];
  expect(childNamed(struct, 'Value')?.text).toBe(value);
});

test.each(['soapenv', 'SOAP-ENV', 'soap', ''] as const)(
  'the prefix "%s" stands for the envelope namespace',
  (prefix) => {
    const envelope = write(inform, { prefix });
    expect(envelope).toMatchObject({ prefix, namespace: SOAP_ENVELOPE });
    expect(bodyOf(envelope)?.children.map((child) => child.local)).toContain('DeviceId');
  },
);

test('oddities', () => {
  const xml = (style: Partial<EnvelopeStyle>, id?: string): string =>
    writeEnvelope({ message: inform }, id, { ...STANDARD_STYLE, ...style });
  expect(xml({ xmlDeclaration: false })).toMatch(/^<soapenv:Envelope /);
  expect(xml({})).not.toContain('cwmp:ID');
  expect(xml({}, ' <ü> ')).toContain('<cwmp:ID soapenv:mustUnderstand="1"> &lt;ü&gt; </cwmp:ID>');
  expect(xml({ sessionTimeoutS: 60, supportedVersions: '1.0, 1.4' })).toContain(
    '<cwmp:SessionTimeout>60</cwmp:SessionTimeout><cwmp:SupportedCWMPVersions>1.0, 1.4</cwmp:SupportedCWMPVersions>',
  );
  expect(xml({ arrayCount: () => '16' })).toContain('EventStruct[16]');
  expect(xml({ arrayCount: () => undefined, untypedValues: true })).not.toMatch(/arrayType|xsi:type/);
  expect(xml({ extraHeaders: '<x:Foo xmlns:x="urn:x"/>' })).toContain('<x:Foo xmlns:x="urn:x"/></soapenv:Header>');
});

test('a fault has its parameters in the CWMP detail', () => {
  const fault = {
    faultCode: 9003,
    faultString: 'bad',
    parameterFaults: [{ parameterName: 'A.B', faultCode: 9007, faultString: 'x' }],
  };
  const envelope = parseXml(writeEnvelope({ fault }, undefined, STANDARD_STYLE));
  const detail = childNamed(childNamed(bodyOf(envelope), 'detail'), 'Fault');
  expect(detail?.namespace).toBe(STANDARD_STYLE.namespace);
  expect(childNamed(childNamed(detail, 'SetParameterValuesFault'), 'FaultCode')?.text).toBe('9007');
});
