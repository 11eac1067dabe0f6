import type { XmlElement } from './element.ts';
import { DEFAULT_XML_LIMITS, type XmlLimits } from './limits.ts';
import { parseStrict } from './tokenizer.ts';
import { XmlError } from './xml-error.ts';

const parse = (text: string, limits: Partial<XmlLimits> = {}): XmlElement =>
  parseStrict(text, { ...DEFAULT_XML_LIMITS, ...limits });

function refusal(text: string, limits: Partial<XmlLimits> = {}): XmlError {
  try {
    parse(text, limits);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 80)}`);
}

test('a document becomes a tree of elements as written', () => {
  expect(parse(`<s:a xmlns:s="urn:x" s:b='1' c = "2" ><d/>t<e> <f>&amp;</f> </e></s:a>`)).toEqual({
    prefix: 's',
    local: 'a',
    attributes: [
      { prefix: 'xmlns', local: 's', value: 'urn:x' },
      { prefix: 's', local: 'b', value: '1' },
      { prefix: '', local: 'c', value: '2' },
    ],
    children: [
      { prefix: '', local: 'd', attributes: [], children: [], text: '' },
      {
        prefix: '',
        local: 'e',
        attributes: [],
        children: [{ prefix: '', local: 'f', attributes: [], children: [], text: '&' }],
        text: '  ',
      },
    ],
    text: 't',
  });
});

test.each([
  ['a byte order mark', '\uFEFF<a>x</a>', 'x'],
  ['an XML declaration', '<?xml version="1.0" encoding="UTF-8"?><a>x</a>', 'x'],
  ['white space before the XML declaration', '\r\n <?xml version="1.0"?>\r\n<a>x</a>', 'x'],
  ['comments and instructions around the root', '<!-- <b> --><?go <?><a>x</a><?go?> <!----> \n', 'x'],
  ['comments and instructions inside', '<a>x<!-- & < -->y<?go & <?>z</a>', 'xyz'],
  ['an instruction that only starts like xml', '<a>x<?xml-model y?></a>', 'x'],
  ['CDATA', '<a>x<![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>', 'x<b>&amp;]]>'],
  ['empty CDATA', '<a><![CDATA[]]></a>', ''],
  ['the predefined entities', '<a>&lt;&gt;&amp;&quot;&apos;</a>', `<>&"'`],
  ['decoding once', '<a>&amp;lt;&#38;amp;</a>', '&lt;&amp;'],
  ['character references', '<a>&#65;&#x42;&#x1F600;&#0067;&#13;</a>', 'AB\u{1F600}C\r'],
  ['white space in values', '<a>  x \t\n</a>', '  x \t\n'],
  ['line ends (XML 1.0 §2.11)', '<a>1\r\n2\r3\n\r4\r\r\n</a>', '1\n2\n3\n\n4\n\n'],
  ['quotes, brackets and > in text', `<a>"it's" ]> ]]&gt; ></a>`, `"it's" ]> ]]> >`],
  ['space in an end tag', '<a>x</a \n>', 'x'],
  ['characters of the whole of Unicode', '<a>é\u0085中\u{1F600}\uFFFD\u007F</a>', 'é\u0085中\u{1F600}\uFFFD\u007F'],
])('accepts %s', (_, text, expected) => {
  expect(parse(text).text).toBe(expected);
});

test.each([
  ['either quote', `<a b="it's"/>`, `it's`],
  ['the other quote', `<a b='"'/>`, '"'],
  ['entities', '<a b="&lt;&#x41;&quot;"/>', '<A"'],
  ['white space as spaces (XML 1.0 §3.3.3)', '<a b=" 1\t2\r\n3\n"/>', ' 1 2 3 '],
  ['white space written as references', '<a b="&#9;&#10;&#13;"/>', '\t\n\r'],
  ['markup characters that are legal', '<a b="]]> /> =-->"/>', ']]> /> =-->'],
])('accepts an attribute value with %s', (_, text, expected) => {
  expect(parse(text).attributes).toEqual([{ prefix: '', local: 'b', value: expected }]);
});

test.each(['a', 'A-1.b_', '_', 'é', 'aé', '中文', 'x:\u{10400}', 'a\u00B7', '__proto__', 'constructor', 'toString'])(
  'accepts the name %s, harmlessly',
  (name) => {
    const { prefix, local, attributes } = parse(`<${name} ${name}="1"/>`);
    expect({ prefix, local }).toEqual({ prefix: name.startsWith('x:') ? 'x' : '', local: name.replace('x:', '') });
    expect(attributes).toEqual([{ prefix, local, value: '1' }]);
    expect(Object.getPrototypeOf(parse('<a/>'))).toBe(Object.prototype);
  },
);

test.each([
  ['nothing', '', 0],
  ['only space', ' \n', 2],
  ['only a comment', '<!-- a -->', 10],
  ['plain text', 'hello', 0],
  ['text before the root', 'x<a/>', 0],
  ['text after the root', '<a/>x', 4],
  ['a second root', '<a/><b/>', 4],
  ['CDATA after the root', '<a/><![CDATA[x]]>', 4],
  ['an unclosed root', '<a>', 3],
  ['an unclosed child', '<a><b></a>', 6],
  ['a mismatched end tag', '<a></b>', 3],
  ['an end tag that is a longer name', '<a></ab>', 6],
  ['an end tag in another case', '<a></A>', 3],
  ['an end tag with another prefix', '<x:a></y:a>', 5],
  ['an end tag with an attribute', '<a></a b="">', 7],
  ['an end tag too many', '<a/></a>', 4],
  ['an end tag first', '</a>', 1],
  ['space before a name', '< a/>', 1],
  ['a name that starts with a digit', '<1/>', 1],
  ['a name with an illegal character', '<a!/>', 2],
  ['a colon first', '<:a/>', 1],
  ['a colon last', '<a:/>', 1],
  ['two colons', '<a:b:c/>', 1],
  ['a bare &', '<a>x & y</a>', 5],
  ['an & at the end of a value', '<a>x&</a>', 4],
  ['an unknown entity', '<a>&nbsp;</a>', 3],
  ['an entity in another case', '<a>&AMP;</a>', 3],
  ['a malformed reference', '<a>&#x;</a>', 3],
  ['a reference in capital X', '<a>&#X41;</a>', 3],
  ['a negative reference', '<a>&#-1;</a>', 3],
  ['a reference to NUL', '<a>&#0;</a>', 3],
  ['a reference to a control character', '<a>&#x1b;</a>', 3],
  ['a reference to a surrogate', '<a>&#xD800;</a>', 3],
  ['a reference to a non-character', '<a>&#xFFFE;</a>', 3],
  ['a reference beyond Unicode', '<a>&#x110000;</a>', 3],
  ['a NUL in text', '<a>\0</a>', 3],
  ['a NUL in a name', '<a\0/>', 2],
  ['a NUL in an attribute value', '<a b="\0"/>', 6],
  ['a NUL in CDATA', '<a><![CDATA[\0]]></a>', 12],
  ['a NUL in a comment', '<a><!--\0--></a>', 7],
  ['a NUL after the root', '<a/>\0', 4],
  ['a control character', '<a>\x1B</a>', 3],
  ['a non-character', '<a>\uFFFF</a>', 3],
  ['a lone surrogate', '<a>\u{1F600}\uD800</a>', 5],
  [']]> in text', '<a>]]></a>', 3],
  ['< in an attribute value', '<a b="<"/>', 6],
  ['a bare & in an attribute value', '<a b="&"/>', 6],
  ['an attribute without a value', '<a b/>', 4],
  ['an attribute without quotes', '<a b=1/>', 5],
  ['an attribute with a quote too few', '<a b="1/>', 9],
  ['attributes without space between them', '<a b="1"c="2"/>', 8],
  ['an attribute given twice', '<a b="1" c="" b="1"/>', 14],
  ['a / in a tag', '<a / b="1">', 4],
  ['an unclosed tag', '<a b="1"', 8],
  ['an unclosed comment', '<a><!-- </a>', 3],
  ['-- in a comment', '<a><!-- -- --></a>', 3],
  ['a comment that ends in --->', '<a><!-- ---></a>', 3],
  ['an unclosed CDATA section', '<a><![CDATA[</a>', 3],
  ['an unclosed instruction', '<a><?x </a>', 3],
  ['an instruction without a name', '<a><??></a>', 5],
  ['an XML declaration inside', '<a><?xml version="1.0"?></a>', 3],
  ['a second XML declaration', '<?xml version="1.0"?><?xml version="1.0"?><a/>', 21],
  ['some other declaration', '<a><!ELEMENT b></a>', 3],
  ['a byte order mark that is not first', ' \uFEFF<a/>', 1],
])('refuses %s as malformed', (_, text, offset) => {
  expect(refusal(text)).toMatchObject({ reason: 'malformed', offset });
});

test.each([
  '<!DOCTYPE a><a/>',
  ' <!-- --><!doctype a [<!ENTITY x "y">]><a>&x;</a>',
  '<a><!DOCTYPE b></a>',
  '<a/><!DOCTYPE a>',
])('refuses the DOCTYPE in %s', (text) => {
  expect(refusal(text).reason).toBe('doctype');
});

test.each<[keyof XmlLimits, number, string, string]>([
  ['maxDepth', 2, '<a><b/><b/></a>', '<a><b><c/></b></a>'],
  ['maxElements', 3, '<a><b/><c/></a>', '<a><b/><c/><d/></a>'],
  ['maxAttributes', 2, '<a b="" c=""><b d="" e=""/></a>', '<a b="" c="" d=""/>'],
  ['maxNameLength', 3, '<abc abc=""/>', '<abcd/>'],
  ['maxNameLength', 3, '<b:a b:a=""/>', '<a b:cd=""/>'],
  ['maxTextLength', 4, '<a>abcd<b>abcd</b></a>', '<a>abcde</a>'],
  ['maxTextLength', 4, '<a>ab<b/>cd</a>', '<a>ab<b/>cde</a>'],
  ['maxTextLength', 4, '<a>ab<![CDATA[cd]]></a>', '<a>ab<![CDATA[cde]]></a>'],
  ['maxTextLength', 4, '<a b="abcd"/>', '<a b="abcde"/>'],
])('%s of %d admits %s and refuses %s', (limit, value, admitted, refused) => {
  expect(parse(admitted, { [limit]: value }).local).toMatch(/^a/);
  expect(refusal(refused, { [limit]: value }).reason).toBe('limit');
});

test('elements without attributes or children share one frozen list', () => {
  const { children } = parse('<a><b/><c d="">x</c></a>');
  expect(children[0]?.attributes).toBe(children[1]?.children);
  expect(Object.isFrozen(children[0]?.children)).toBe(true);
});

test('an error says what and where, and quotes nothing of the document', () => {
  expect(refusal('<secret></public>').message).toBe('an end tag that does not match its start tag at offset 8');
});
