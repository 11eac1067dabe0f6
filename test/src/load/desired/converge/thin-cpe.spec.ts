import { NTP_SERVERS } from '../declared.ts';
import { ThinCpe } from './thin-cpe.ts';

const [FIRST = ''] = NTP_SERVERS;
const acs = (body: string) =>
  `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-2"><SOAP-ENV:Header><cwmp:ID>1</cwmp:ID></SOAP-ENV:Header><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
const SET = acs(
  `<cwmp:SetParameterValues><ParameterList><ParameterValueStruct><Name>${FIRST}</Name><Value>ntp</Value></ParameterValueStruct></ParameterList><ParameterKey>c2.x</ParameterKey></cwmp:SetParameterValues>`,
);
const GET = acs(
  `<cwmp:GetParameterValues><ParameterNames><string>${FIRST}</string></ParameterNames></cwmp:GetParameterValues>`,
);

test('a thin CPE takes values, tells them when they are read back, and shows the ParameterKey in its next Inform', () => {
  const cpe = new ThinCpe('THIN1');
  expect(cpe.obey(SET)).toContain('SetParameterValuesResponse');
  expect(cpe.wasReadBack).toBe(false);
  expect(cpe.obey(GET)).toContain(`<Name>${FIRST}</Name><Value xsi:type="xsd:string">ntp</Value>`);
  expect(cpe.wasReadBack).toBe(true);
  expect(cpe.inform(['2 PERIODIC'])).toContain('c2.x');
});

test('a thin CPE that takes after another has its values and its own name', () => {
  const template = new ThinCpe('THIN1');
  template.obey(SET);
  const cpe = new ThinCpe('THIN2');
  cpe.takeAfter(template);
  expect(cpe.inform(['2 PERIODIC'])).toBe(template.inform(['2 PERIODIC']).replace('THIN1', 'THIN2'));
});

test('what it does not know it refuses', () => {
  const cpe = new ThinCpe('THIN1');
  const answer = cpe.obey(acs('<cwmp:FactoryReset/>'));
  expect(answer).toContain('<FaultCode>9000</FaultCode>');
});
