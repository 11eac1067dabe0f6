import { readAcsMessage } from '../../../harness/scripted-cpe/acs-message.ts';
import { lightMessage } from './light-message.ts';

const envelope = (
  body: string,
  header = '<SOAP-ENV:Header><cwmp:ID SOAP-ENV:mustUnderstand="1">7</cwmp:ID></SOAP-ENV:Header>',
) =>
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" ' +
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-2">' +
  `${header}<SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;

const value = (name: string, text: string) =>
  `<ParameterValueStruct><Name>${name}</Name><Value xsi:type="xsd:string">${text}</Value></ParameterValueStruct>`;

test.each([
  [
    'SetParameterValues',
    `<cwmp:SetParameterValues><ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[2]">${value('Device.A.B', 'a &amp; &lt;b&gt; &#38; &#x26;')}${value('Device.A.C', '')}</ParameterList><ParameterKey>c1.abc</ParameterKey></cwmp:SetParameterValues>`,
  ],
  [
    'GetParameterValues',
    '<cwmp:GetParameterValues><ParameterNames SOAP-ENC:arrayType="xsd:string[2]"><string>Device.A.B</string><string>Device.A.C</string></ParameterNames></cwmp:GetParameterValues>',
  ],
  [
    'GetParameterNames',
    '<cwmp:GetParameterNames><ParameterPath>Device.</ParameterPath><NextLevel>0</NextLevel></cwmp:GetParameterNames>',
  ],
])('%s is read as a parser reads it', (method, body) => {
  const light = lightMessage(envelope(body));
  const read = readAcsMessage(envelope(body));
  expect(light.method).toBe(method);
  for (const member of ['namespace', 'id', 'method', 'faultCode'] as const) expect(light[member]).toBe(read[member]);
  for (const element of ['Name', 'Value', 'ParameterKey', 'string', 'ParameterPath', 'NextLevel', 'Absent'])
    expect(light.texts(element)).toEqual(read.texts(element));
});

test('an envelope without a header has no ID', () => {
  expect(lightMessage(envelope('<cwmp:Reboot><CommandKey/></cwmp:Reboot>', '')).id).toBeUndefined();
});

test('what is no envelope is refused', () => {
  expect(() => lightMessage('hello')).toThrow('no message');
});
