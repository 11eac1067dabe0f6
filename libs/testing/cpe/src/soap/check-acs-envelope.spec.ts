import { acsEnvelope, acsFault } from '../session/scripted-acs.ts';
import { checkAcsEnvelope, type EnvelopeContext } from './check-acs-envelope.ts';

const ASKED: EnvelopeContext = { namespace: 'urn:dslforum-org:cwmp-1-2', asked: { id: '7' } };
const TURN: EnvelopeContext = { namespace: 'urn:dslforum-org:cwmp-1-2' };
const INFORM_RESPONSE = '<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>';
const GET =
  '<cwmp:GetParameterValues><ParameterNames SOAP-ENC:arrayType="xsd:string[2]"><string>A.</string><string>B.C</string></ParameterNames></cwmp:GetParameterValues>';
const SET =
  '<cwmp:SetParameterValues><ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[1]"><ParameterValueStruct><Name>A.B</Name><Value xsi:type="xsd:unsignedInt">3</Value></ParameterValueStruct></ParameterList><ParameterKey></ParameterKey></cwmp:SetParameterValues>';
const DOWNLOAD =
  '<cwmp:Download><CommandKey>k</CommandKey><FileType>1 Firmware Upgrade Image</FileType><URL>http://x/y</URL><Username></Username><Password></Password><FileSize>0</FileSize><TargetFileName></TargetFileName><DelaySeconds>0</DelaySeconds><SuccessURL></SuccessURL><FailureURL></FailureURL></cwmp:Download>';
const INSTALL =
  '<cwmp:ChangeDUState><Operations xsi:type="cwmp:InstallOpStruct"><URL>http://x</URL><UUID>u</UUID></Operations><Operations xsi:type="cwmp:UninstallOpStruct"><UUID>u</UUID></Operations><CommandKey></CommandKey></cwmp:ChangeDUState>';
const good = acsEnvelope('7', INFORM_RESPONSE);
const rules = (xml: string, context: EnvelopeContext): readonly string[] => [
  ...new Set(checkAcsEnvelope(xml, context).map((each) => each.rule)),
];

test.each([
  ['InformResponse', good, ASKED],
  ['GetParameterValues', acsEnvelope('a1', GET), TURN],
  ['SetParameterValues', acsEnvelope('a1', SET), TURN],
  ['Download', acsEnvelope('a1', DOWNLOAD), TURN],
  ['ChangeDUState', acsEnvelope('a1', INSTALL), TURN],
  ['Reboot', acsEnvelope('a1', '<cwmp:Reboot><CommandKey></CommandKey></cwmp:Reboot>'), TURN],
  ['a fault', acsEnvelope('7', acsFault(8003)), ASKED],
  [
    'a MustUnderstand fault',
    acsEnvelope(
      '7',
      '<SOAP-ENV:Fault><faultcode>SOAP-ENV:MustUnderstand</faultcode><faultstring>no</faultstring></SOAP-ENV:Fault>',
    ),
    ASKED,
  ],
  [
    'the version that was asked for',
    good.replace(
      '</SOAP-ENV:Header>',
      '<cwmp:UseCWMPVersion SOAP-ENV:mustUnderstand="1">1.4</cwmp:UseCWMPVersion></SOAP-ENV:Header>',
    ),
    { ...ASKED, offeredVersions: '1.0, 1.4' },
  ],
  [
    'an answer without ID to a message without ID',
    good.replace(/<cwmp:ID.*\/cwmp:ID>/, ''),
    { ...ASKED, asked: { id: undefined } },
  ],
])('%s is good', (_name, xml, context) => {
  expect(checkAcsEnvelope(xml, context)).toEqual([]);
});

test.each([
  ['no-xml-declaration', 'a declaration', `<?xml version="1.0"?>${good}`, ASKED],
  ['no-xml-declaration', 'a byte order mark', `\ufeff${good}`, ASKED],
  ['well-formed', 'a missing end', good.slice(0, -5), ASKED],
  ['well-formed', 'a DOCTYPE', `<!DOCTYPE x>${good}`, ASKED],
  [
    'literal-prefixes',
    'another envelope prefix',
    good.replaceAll('SOAP-ENV:', 'soap:').replace('xmlns:SOAP-ENV', 'xmlns:soap'),
    ASKED,
  ],
  [
    'literal-prefixes',
    'another cwmp prefix',
    good
      .replaceAll('cwmp:Inform', 'c:Inform')
      .replace('xmlns:cwmp=', 'xmlns:c="urn:dslforum-org:cwmp-1-2" xmlns:cwmp='),
    ASKED,
  ],
  ['envelope-shape', 'no header', good.replace(/<SOAP-ENV:Header>.*<\/SOAP-ENV:Header>/, ''), ASKED],
  ['cwmp-namespace', 'another version', acsEnvelope('7', INFORM_RESPONSE, 'urn:dslforum-org:cwmp-1-0'), ASKED],
  ['id-echoed', 'another ID', acsEnvelope('7 ', INFORM_RESPONSE), ASKED],
  ['id-echoed', 'an ID that was not sent', good, { ...ASKED, asked: { id: undefined } }],
  ['id-header', 'a request without ID', acsEnvelope('', GET), TURN],
  ['id-header', 'an ID longer than 32', acsEnvelope('x'.repeat(33), GET), TURN],
  [
    'must-understand',
    'an ID that need not be understood',
    good.replace('mustUnderstand="1"', 'mustUnderstand="0"'),
    ASKED,
  ],
  [
    'header-direction',
    'a header of CPEs',
    good.replace(
      '</SOAP-ENV:Header>',
      '<cwmp:SessionTimeout SOAP-ENV:mustUnderstand="1">60</cwmp:SessionTimeout></SOAP-ENV:Header>',
    ),
    ASKED,
  ],
  [
    'header-direction',
    'HoldRequests on a request',
    acsEnvelope('a', GET).replace(
      '</SOAP-ENV:Header>',
      '<cwmp:HoldRequests SOAP-ENV:mustUnderstand="1">0</cwmp:HoldRequests></SOAP-ENV:Header>',
    ),
    TURN,
  ],
  ['use-cwmp-version', 'no version although asked', good, { ...ASKED, offeredVersions: '1.4' }],
  [
    'use-cwmp-version',
    'a version nobody asked for',
    good.replace(
      '</SOAP-ENV:Header>',
      '<cwmp:UseCWMPVersion SOAP-ENV:mustUnderstand="1">1.4</cwmp:UseCWMPVersion></SOAP-ENV:Header>',
    ),
    ASKED,
  ],
  ['one-body-child', 'two RPCs', acsEnvelope('7', INFORM_RESPONSE + INFORM_RESPONSE), ASKED],
  ['one-body-child', 'no RPC', acsEnvelope('7', ''), ASKED],
  ['unknown-method', 'a method nobody knows', acsEnvelope('a', '<cwmp:ScheduleUpload/>'), TURN],
  [
    'unqualified-arguments',
    'a prefix on an argument',
    acsEnvelope('7', INFORM_RESPONSE.replaceAll('MaxEnvelopes', 'cwmp:MaxEnvelopes')),
    ASKED,
  ],
  [
    'unqualified-arguments',
    'a default namespace',
    acsEnvelope('7', INFORM_RESPONSE.replace('InformResponse>', 'InformResponse xmlns="urn:dslforum-org:cwmp-1-2">')),
    ASKED,
  ],
  ['argument-order', 'an argument missing', acsEnvelope('a', DOWNLOAD.replace('<Username></Username>', '')), TURN],
  [
    'argument-order',
    'arguments swapped',
    acsEnvelope(
      'a',
      DOWNLOAD.replace('<Username></Username><Password></Password>', '<Password></Password><Username></Username>'),
    ),
    TURN,
  ],
  [
    'argument-order',
    'an argument too many',
    acsEnvelope('7', INFORM_RESPONSE.replace('</MaxEnvelopes>', '</MaxEnvelopes><More/>')),
    ASKED,
  ],
  [
    'argument-order',
    'an operation without its URL',
    acsEnvelope('a', INSTALL.replace('<URL>http://x</URL>', '')),
    TURN,
  ],
  ['argument-value', 'no number', acsEnvelope('7', INFORM_RESPONSE.replace('1', '')), ASKED],
  [
    'argument-value',
    'an endless URL',
    acsEnvelope('a', DOWNLOAD.replace('http://x/y', `http://x/${'y'.repeat(250)}`)),
    TURN,
  ],
  ['argument-value', 'a value that is not of its type', acsEnvelope('a', SET.replace('>3<', '>x<')), TURN],
  [
    'argument-value',
    'an empty list',
    acsEnvelope('a', GET.replace(/<string>.*<\/string>/, '').replace('[2]', '[0]')),
    TURN,
  ],
  ['array-type', 'a wrong count', acsEnvelope('a', GET.replace('[2]', '[3]')), TURN],
  ['array-type', 'no arrayType', acsEnvelope('a', GET.replace(/ SOAP-ENC:arrayType="[^"]*"/, '')), TURN],
  ['array-type', 'another item', acsEnvelope('a', GET.replaceAll('string>', 'name>')), TURN],
  ['xsi-type', 'a value without a type', acsEnvelope('a', SET.replace(' xsi:type="xsd:unsignedInt"', '')), TURN],
  [
    'xsi-type',
    'a type of an undeclared prefix',
    acsEnvelope('a', SET.replace('xsd:unsignedInt', 'xs:unsignedInt')),
    TURN,
  ],
  [
    'xsi-type',
    'an operation without a type',
    acsEnvelope('a', INSTALL.replace(' xsi:type="cwmp:InstallOpStruct"', '')),
    TURN,
  ],
  ['fault-shape', 'a CPE fault code', acsEnvelope('7', acsFault(9003)), ASKED],
  ['fault-shape', 'no CWMP detail', acsEnvelope('7', acsFault(8003).replace(/<detail>.*<\/detail>/, '')), ASKED],
  ['fault-shape', 'another faultstring', acsEnvelope('7', acsFault(8003).replace('CWMP fault', 'Oops')), ASKED],
])('%s: %s', (rule, _name, xml, context) => {
  expect(rules(xml, context)).toContain(rule);
});
