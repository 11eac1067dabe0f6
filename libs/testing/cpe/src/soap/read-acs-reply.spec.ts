import { acsEnvelope, acsFault } from '../session/scripted-acs.ts';
import { type AcsReply, readAcsReply } from './read-acs-reply.ts';

const read = (content: string): AcsReply => readAcsReply(200, [], acsEnvelope('7', content));
const array = (name: string, type: string, items: readonly string[]): string =>
  `<${name} SOAP-ENC:arrayType="${type}[${items.length}]">${items.join('')}</${name}>`;

test.each([
  [
    'InformResponse',
    '<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>',
    { kind: 'response', id: '7', response: { method: 'InformResponse', maxEnvelopes: 1 } },
  ],
  [
    'SetParameterValues with types and references',
    `<cwmp:SetParameterValues>${array('ParameterList', 'cwmp:ParameterValueStruct', [
      '<ParameterValueStruct><Name>A.B</Name><Value xsi:type="xsd:string"> a&lt;b&amp;&#x41;&#13; </Value></ParameterValueStruct>',
      '<ParameterValueStruct><Name>A.C</Name><Value xsi:type="xsd:base64Binary">AA==</Value></ParameterValueStruct>',
    ])}<ParameterKey>k</ParameterKey></cwmp:SetParameterValues>`,
    {
      kind: 'request',
      request: {
        method: 'SetParameterValues',
        parameterKey: 'k',
        parameterList: [
          { name: 'A.B', value: ' a<b&A\r ', type: 'string' },
          { name: 'A.C', value: 'AA==', type: 'base64' },
        ],
      },
    },
  ],
  [
    'GetParameterNames',
    '<cwmp:GetParameterNames><ParameterPath></ParameterPath><NextLevel>true</NextLevel></cwmp:GetParameterNames>',
    { kind: 'request', request: { method: 'GetParameterNames', parameterPath: '', nextLevel: true } },
  ],
  [
    'SetParameterAttributes',
    `<cwmp:SetParameterAttributes>${array('ParameterList', 'cwmp:SetParameterAttributesStruct', [
      `<SetParameterAttributesStruct><Name>A.</Name><NotificationChange>1</NotificationChange><Notification>2</Notification><AccessListChange>0</AccessListChange>${array('AccessList', 'xsd:string', ['<string>Subscriber</string>'])}</SetParameterAttributesStruct>`,
    ])}</cwmp:SetParameterAttributes>`,
    {
      kind: 'request',
      request: {
        parameterList: [
          {
            name: 'A.',
            notificationChange: true,
            notification: 2,
            accessListChange: false,
            accessList: ['Subscriber'],
          },
        ],
      },
    },
  ],
  [
    'ChangeDUState, an Operations for each',
    '<cwmp:ChangeDUState><Operations xsi:type="cwmp:InstallOpStruct"><URL>http://x</URL></Operations><Operations xsi:type="cwmp:UninstallOpStruct"><UUID>u</UUID></Operations><CommandKey>k</CommandKey></cwmp:ChangeDUState>',
    {
      kind: 'request',
      request: {
        commandKey: 'k',
        operations: [
          { operation: 'install', url: 'http://x' },
          { operation: 'uninstall', uuid: 'u' },
        ],
      },
    },
  ],
  [
    'ChangeDUState, one list',
    '<cwmp:ChangeDUState><Operations><InstallOpStruct xsi:type="cwmp:InstallOpStruct"><URL>http://x</URL></InstallOpStruct></Operations><CommandKey>k</CommandKey></cwmp:ChangeDUState>',
    { kind: 'request', request: { operations: [{ operation: 'install', url: 'http://x' }] } },
  ],
  ['a fault', acsFault(8005), { kind: 'fault', faultCode: 8005, faultString: 'Refused', id: '7' }],
  [
    'a plain SOAP fault',
    '<SOAP-ENV:Fault><faultcode>Server</faultcode><faultstring>no</faultstring></SOAP-ENV:Fault>',
    { kind: 'fault', faultCode: 0, faultString: 'no' },
  ],
  ['an unknown method', '<cwmp:toString/>', { kind: 'malformed', why: 'Unknown method toString' }],
])('%s', (_name, content, expected) => {
  expect(read(content)).toMatchObject(expected);
});

test.each([
  [204, [], '', { kind: 'empty' }],
  [200, [], ' \r\n', { kind: 'empty' }],
  [401, [['WWW-Authenticate', 'Digest realm="x"']], '', { kind: 'challenge', challenges: ['Digest realm="x"'] }],
  [302, [['Location', 'http://other/']], '', { kind: 'redirect', location: 'http://other/' }],
  [503, [['Retry-After', '120']], '', { kind: 'refused', status: 503, retryAfterS: 120 }],
  [400, [], 'x', { kind: 'refused', status: 400 }],
  [200, [], '<a>', { kind: 'malformed' }],
  [200, [], '<!DOCTYPE a><a/>', { kind: 'malformed', why: 'The document has a DOCTYPE' }],
  [200, [], '<a>&nbsp;</a>', { kind: 'malformed', why: 'Undefined reference &nbsp;' }],
  [200, [], '<a/><b/>', { kind: 'malformed' }],
  [200, [], 'hello', { kind: 'malformed' }],
] as const)('HTTP %i with %j and %j', (status, headers, body, expected) => {
  expect(readAcsReply(status, headers, body)).toMatchObject(expected);
});
