import { parseXml } from './parse.ts';
import { XmlError } from './xml-error.ts';

const INFORM = `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
  xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:cwmp='urn:dslforum-org:cwmp-1-2'>
  <SOAP-ENV:Header><cwmp:ID SOAP-ENV:mustUnderstand="1">42</cwmp:ID></SOAP-ENV:Header>
  <SOAP-ENV:Body>
    <!-- a comment -->
    <cwmp:Inform>
      <DeviceId><Manufacturer>ACME &amp; Söhne</Manufacturer><OUI>00D09E</OUI></DeviceId>
      <Event SOAP-ENC:arrayType="cwmp:EventStruct[1]">
        <EventStruct><EventCode>2 PERIODIC</EventCode><CommandKey/></EventStruct>
      </Event>
      <ParameterList><ParameterValueStruct><Value><![CDATA[a<b]]></Value></ParameterValueStruct></ParameterList>
    </cwmp:Inform>
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>`;

function refusal(text: string): XmlError | undefined {
  try {
    parseXml(text);
    return undefined;
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}

test('a well-formed document needs no second try', () => {
  const reasons: string[] = [];
  expect(parseXml(INFORM, undefined, (reason) => reasons.push(reason)).local).toBe('Envelope');
  expect(reasons).toEqual([]);
});

test('a document that only the lenient parser reads says what was wrong with it', () => {
  const reasons: string[] = [];
  expect(parseXml('<a b=1>x & y</a>', undefined, (reason) => reasons.push(reason)).text).toBe('x & y');
  expect(reasons).toEqual(['a quoted attribute value was expected at offset 5']);
});

test('a document that neither reads is refused without a word of leniency', () => {
  const reasons: string[] = [];
  expect(() => parseXml('<a>&</b>', undefined, (reason) => reasons.push(reason))).toThrow(XmlError);
  expect(reasons).toEqual([]);
});

test('the limits hold for both parsers', () => {
  const limits = { maxDepth: 2, maxElements: 9, maxAttributes: 9, maxNameLength: 9, maxTextLength: 9 };
  const tooDeep = expect.objectContaining({ reason: 'limit' });
  expect(() => parseXml('<a><b><c/></b></a>', limits)).toThrow(tooDeep);
  expect(() => parseXml('<a>&<b><c/></b></a>', limits)).toThrow(tooDeep);
});

const attributes = (count: number): string => Array.from({ length: count }, (_, i) => `a${i}="1"`).join(' ');
const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');

test.each<[string, () => string, XmlError['reason']]>([
  ['billion laughs', () => `<!DOCTYPE a [<!ENTITY l0 "lol">${lol}]><a>&l9;</a>`, 'doctype'],
  [
    'an external entity',
    () => '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    'doctype',
  ],
  ['a parameter entity', () => '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd">%x;]><a/>', 'doctype'],
  ['a DOCTYPE hidden behind a mistake', () => '&<!DOCTYPE a><a/>', 'malformed'],
  ['a DOCTYPE in lower case behind a bare &', () => '<a>&<!doctype b></a>', 'doctype'],
  ['depth of 100,000', () => '<a>'.repeat(100_000) + '</a>'.repeat(100_000), 'limit'],
  ['depth of 99,000 behind a mistake', () => `<a>&${'<a>'.repeat(99_000)}`, 'limit'],
  ['2.4 MB of <a>', () => '<a>'.repeat(800_000), 'limit'],
  ['a million attributes', () => `<a ${attributes(1_000_000)}/>`, 'limit'],
  ['thousands of attributes behind a mistake', () => `<a>&<b ${attributes(9000)}/></a>`, 'limit'],
  ['10 MB of text', () => `<a>${'x'.repeat(10_000_000)}</a>`, 'limit'],
  ['10 MB of white space in a tag', () => `<a${' '.repeat(10_000_000)}`, 'malformed'],
  ['10 MB of one name', () => `<${'a'.repeat(10_000_000)}/>`, 'limit'],
  ['10 MB of empty tags', () => `<a>${'<a/>'.repeat(2_500_000)}</a>`, 'limit'],
  ['99,990 unclosed comments', () => '<a>&'.concat('<!--'.repeat(99_990)), 'malformed'],
  ['99,990 unclosed CDATA sections', () => '<a>&'.concat('<![CDATA['.repeat(99_990)), 'malformed'],
  ['99,990 unclosed quotes', () => '<a>&'.concat(`<a b='`.repeat(99_990)), 'malformed'],
  ['more tags than a second try is worth', () => `<a>&${'<a/>'.repeat(200_000)}</a>`, 'malformed'],
  ['more attributes than a second try is worth', () => `<a>&${'<a b="" c=""/>'.repeat(60_000)}</a>`, 'malformed'],
  ['more text than a second try is worth', () => `<a>&${`<b>${'x'.repeat(100_000)}</b>`.repeat(25)}</a>`, 'malformed'],
])('%s is refused, cheaply', (_, write, reason) => {
  const text = write();
  const before = process.cpuUsage();
  expect(refusal(text)?.reason).toBe(reason);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(1_000_000);
});

test.each<[string, string]>([
  ['empty tags', '<a/>'.repeat(99_990)],
  ['attributes', `<a ${attributes(60)}/>`.repeat(1600)],
  ['attributes without values', `<a ${'b '.repeat(32_000)}/>`.repeat(30)],
  ['space around an equals sign', `<a b${' '.repeat(32_000)}=${' '.repeat(32_000)}/>`.repeat(30)],
  ['ampersands', '<b>'.concat('&'.repeat(1_000_000), '</b>')],
  ['control characters', '\x01'.repeat(2_000_000)],
  ['comments', '<!-->'.repeat(99_990)],
  ['loose <', '< '.repeat(99_990)],
])('the most a second try may be given is bearable: %s', (_, content) => {
  const before = process.cpuUsage();
  expect(parseXml(`<a>&${content}</a>`).text).toMatch(/^&/);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(2_000_000);
});

test('an Inform truncated anywhere is refused, never read', () => {
  for (let length = 0; length < INFORM.length; length++) {
    expect(refusal(INFORM.slice(0, length))?.reason).toBe('malformed');
  }
});

test('an Inform with any one character replaced is read or refused, nothing else', () => {
  let refused = 0;
  for (const replacement of ['\0', '<', '&', '"', '/', '!']) {
    for (let at = 0; at < INFORM.length; at++) {
      if (refusal(INFORM.slice(0, at) + replacement + INFORM.slice(at + 1)) !== undefined) refused++;
    }
  }
  expect(refused).toBeGreaterThan(INFORM.length);
});
