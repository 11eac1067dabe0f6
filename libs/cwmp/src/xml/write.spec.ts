import fc from 'fast-check';
import { DEFAULT_XML_LIMITS } from './limits.ts';
import { parseStrict } from './tokenizer.ts';
import { assertXmlText, escapeAttribute, escapeText, isXmlText } from './write.ts';

const anyString = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...`&<>"'\r\n\t ]`),
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  ),
});
const legalString = anyString.filter(isXmlText);

test.each([
  ['plain', 'plain', 'plain'],
  [`a<b&"c'>`, `a&lt;b&amp;"c'&gt;`, 'a&lt;b&amp;&quot;c&apos;&gt;'],
  ['\t\r\n', '\t&#13;\n', '&#9;&#13;&#10;'],
  [']]>', ']]&gt;', ']]&gt;'],
  ['é中\u{1F600}\u0085', 'é中\u{1F600}\u0085', 'é中\u{1F600}\u0085'],
])('%j is written as text and as an attribute value', (value, text, attribute) => {
  expect(escapeText(value)).toBe(text);
  expect(escapeAttribute(value)).toBe(attribute);
});

test.each([
  ['NUL', 'ab\0', 2],
  ['a control character', '\x1B', 0],
  ['a non-character', 'a\uFFFE', 1],
  ['a lone high surrogate', '\u{1F600}\uD83D', 2],
  ['a lone low surrogate', 'a\uDE00b', 1],
])('%s is refused before anything is written', (_, value, offset) => {
  expect(isXmlText(value)).toBe(false);
  for (const write of [assertXmlText, escapeText, escapeAttribute]) {
    expect(() => write(value)).toThrow(expect.objectContaining({ name: 'XmlError', reason: 'malformed', offset }));
  }
});

test('whatever is written reads back as it was', () => {
  fc.assert(
    fc.property(legalString, (value) => {
      const quoted = escapeAttribute(value);
      const document = `<a b="${quoted}" c='${quoted}'>${escapeText(value)}</a>`;
      const { text, attributes } = parseStrict(document, DEFAULT_XML_LIMITS);
      expect([text, ...attributes.map((attribute) => attribute.value)]).toEqual([value, value, value]);
    }),
    { numRuns: 500 },
  );
});

test('what is refused is what the reader refuses', () => {
  fc.assert(
    fc.property(anyString, (value) => {
      const read = (): unknown => parseStrict(`<a><![CDATA[${value.replaceAll(']', '')}]]></a>`, DEFAULT_XML_LIMITS);
      if (isXmlText(value)) expect(read).not.toThrow();
      else expect(read).toThrow(expect.objectContaining({ reason: 'malformed' }));
    }),
    { numRuns: 500 },
  );
});
