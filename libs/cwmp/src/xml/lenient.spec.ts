import type { XmlElement } from './element.ts';
import { parseLenient } from './lenient.ts';
import { DEFAULT_XML_LIMITS, type XmlLimits } from './limits.ts';
import { XmlError } from './xml-error.ts';

const parse = (text: string, limits: Partial<XmlLimits> = {}): XmlElement =>
  parseLenient(text, { ...DEFAULT_XML_LIMITS, ...limits });

function refusal(text: string, limits: Partial<XmlLimits> = {}): XmlError {
  try {
    parse(text, limits);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 80)}`);
}

test.each([
  ['a bare & stays', '<a>Tom & Jerry</a>', 'Tom & Jerry'],
  ['an & beside references stays', '<a>&&amp;&lt; &amp</a>', '&&< &amp'],
  ['unknown entities stay', '<a>&nbsp;&copy;&x</a>', '&nbsp;&copy;&x'],
  ['illegal character references stay', '<a>&#0;&#xD800;&#99999999;</a>', '&#0;&#xD800;&#99999999;'],
  ['a < that starts no tag stays', '<a>1 < 2 <3 <</a>', '1 < 2 <3 <'],
  [']]> stays', '<a>]]></a>', ']]>'],
  ['control characters go', '<a>\0x\x01y\x1B\uFFFF</a>', 'xy'],
  ['a lone surrogate becomes U+FFFD', '<a>\uD800</a>', '\uFFFD'],
  ['NULs and space after the root go', '<a>x</a>\r\n\0\0\0 ', 'x'],
  ['-- in a comment goes', '<a>x<!-- -- --->y</a>', 'xy'],
  ['a second XML declaration goes', '<?xml version="1.0"?>\n<?xml version="1.0"?><a>x</a>', 'x'],
  ['an apostrophe in an instruction misleads nobody', `<a>x<?it's?><b>it's</b><?y?>y</a>`, 'xy'],
  ['references in CDATA are text', '<a>&<![CDATA[&amp;<b>]]></a>', '&&amp;<b>'],
  ['markup in CDATA and comments is none', '<a>&<![CDATA[</a><!--]]><!-- <![CDATA[ </a> -->x</a>', '&</a><!--x'],
])('%s', (_, text, expected) => {
  expect(parse(text).text).toBe(expected);
});

test.each([
  ['given twice: the last counts', '<a b="1" c="2" b="3"/>', ['b=3', 'c=2']],
  ['without quotes: left out', '<a b=1 c="2"/>', ['c=2']],
  ['without a value: left out', '<a b c="2"/>', ['c=2']],
  ['without space between: read', '<a b="1"c="2"/>', ['b=1', 'c=2']],
  ['with < and & in the value: read', '<a b="<&x"/>', ['b=<&x']],
  ['with a > in the value: read', '<a b="1>2"/>', ['b=1>2']],
  ['with a name that is none: left out', '<a 1="x" b:c:d="x" c="2"/>', ['c=2']],
  [
    'named like parts of objects: harmless',
    '<a __proto__="1" b="" b="2" constructor="3"/>',
    ['__proto__=1', 'b=2', 'constructor=3'],
  ],
])('an attribute %s', (_, text, expected) => {
  expect(parse(text).attributes.map(({ local, value }) => `${local}=${value}`)).toEqual(expected);
});

test.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'e'])(
  'an element named %s is an element',
  (name) => {
    expect(parse(`<${name}>&<x:${name}/></${name}>`)).toEqual({
      prefix: '',
      local: name,
      attributes: [],
      children: [{ prefix: 'x', local: name, attributes: [], children: [], text: '' }],
      text: '&',
    });
  },
);

test.each([
  ['nothing', ''],
  ['plain text', 'hello & goodbye'],
  ['text before the root', 'x<a/>'],
  ['text after the root', '<a/>x'],
  ['a second root', '<a/><b/>'],
  ['CDATA outside the root', '<a/><![CDATA[x]]>'],
  ['an unclosed element', '<a><b></a>'],
  ['an unclosed root', '<a>'],
  ['a mismatched end tag', '<a><b></c></a>'],
  ['an end tag too many', '<a><b></b></b></a>'],
  ['an unclosed tag', '<a><b </a>'],
  ['an unclosed quote', '<a b="1></a>'],
  ['an unclosed comment', '<a><!-- </a>'],
  ['an unclosed CDATA section', '<a><![CDATA[ </a>'],
  ['a malformed name', '<a!></a!>'],
  ['a name of two colons', '<a:b:c/>'],
  ['a tag that fast-xml-parser reads in another way', '<a><b/c></b></a>'],
  ['a declaration', '<a><!ENTITY x "y"></a>'],
])('refuses %s', (_, text) => {
  expect(refusal(text).reason).toBe('malformed');
});

test.each(['<!DOCTYPE a><a/>', '<a>&<!doctype b></a>', '<!DOC\0TYPE a [<!ENTITY x "y">]><a>&x;</a>'])(
  'refuses the DOCTYPE in %j',
  (text) => {
    expect(refusal(text).reason).toBe('doctype');
  },
);

test.each<[keyof XmlLimits, number, string, string]>([
  ['maxDepth', 2, '<a><b/><b/></a>', '<a><b><c/></b></a>'],
  ['maxElements', 3, '<a><b/><c/></a>', '<a><b/><c/><d/></a>'],
  ['maxAttributes', 2, '<a b="" c=""><b d="" e=""/></a>', '<a b="" c="" d=""/>'],
  ['maxNameLength', 3, '<abc abc=""/>', '<abcd/>'],
  ['maxNameLength', 3, '<b:a b:a=""/>', '<a b:cd=""/>'],
  ['maxTextLength', 4, '<a>ab<b/>cd</a>', '<a>ab<b/>cde</a>'],
  ['maxTextLength', 4, '<a>ab<![CDATA[cd]]></a>', '<a>ab<![CDATA[cde]]></a>'],
  ['maxTextLength', 4, '<a b="abcd"/>', '<a b="abcde"/>'],
])('%s of %d admits %s and refuses %s', (limit, value, admitted, refused) => {
  expect(parse(admitted, { [limit]: value }).local).toMatch(/^a/);
  expect(refusal(refused, { [limit]: value }).reason).toBe('limit');
});
