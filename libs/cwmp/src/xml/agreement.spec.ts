import fc from 'fast-check';
import type { XmlAttribute, XmlElement } from './element.ts';
import { parseLenient } from './lenient.ts';
import { DEFAULT_XML_LIMITS } from './limits.ts';
import { parseStrict } from './tokenizer.ts';
import { escapeAttribute, escapeText, isXmlText } from './write.ts';
import { XmlError } from './xml-error.ts';

/** A piece of a document: how it is written and what it must read as. */
interface Piece {
  readonly xml: string;
  readonly text: string;
  readonly element?: XmlElement;
}

const MARKUP = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '\r',
  '\n',
  '\t',
  ' ',
  ']]>',
  '--',
  '?>',
  '/>',
  '&lt;',
  '<!--',
  '<?x',
  '</e>',
  '0',
];
const WIDE = ['é', '\u0085', '\u00A0', '\u2028', '中', '\u{1F600}', '\uFEFF', '\uFFFD'];
const value = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(...MARKUP),
      fc.constantFrom(...WIDE),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter(isXmlText);

const ncName = fc.oneof(
  fc.constantFrom(
    'e',
    'Envelope',
    'xmlns',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'é1',
    '中-文',
    '_.',
    'x\u{10400}',
  ),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,9}$/),
);
const qualifiedName = fc.record({ prefix: fc.oneof(fc.constant(''), ncName), local: ncName });
const written = ({ prefix, local }: { prefix: string; local: string }): string =>
  prefix ? `${prefix}:${local}` : local;
const references = (text: string, radix: 10 | 16): string =>
  Array.from(text, (c) => `&#${radix === 16 ? 'x' : ''}${(c.codePointAt(0) ?? 0).toString(radix)};`).join('');

const piece = fc.oneof(
  value.map((text): Piece => ({ xml: escapeText(text), text })),
  value.map((text): Piece => ({ xml: references(text, 10), text })),
  value.map((text): Piece => ({ xml: references(text, 16), text })),
  fc.constantFrom<Piece>({ xml: '\r\n', text: '\n' }, { xml: 'a\rb', text: 'a\nb' }, { xml: `"'>]>`, text: `"'>]>` }),
  value
    .map((text) => text.replace(/\r|\]\]>/g, ''))
    .filter((text) => !text.includes(']]>'))
    .map((text): Piece => ({ xml: `<![CDATA[${text}]]>`, text })),
  value.map((text): Piece => ({ xml: `<!--${text.replaceAll('-', '')}-->`, text: '' })),
  value.map((text): Piece => ({ xml: `<?go ${text.replaceAll('?', '')}?>`, text: '' })),
);

const attribute = fc.record({
  name: qualifiedName,
  value,
  quote: fc.constantFrom('"', "'"),
  before: fc.constantFrom(' ', '\n\t', '  '),
  equals: fc.constantFrom('=', ' = '),
  raw: fc.constantFrom('', '\t', '\r\n'),
});

interface ElementParts {
  readonly name: { prefix: string; local: string };
  readonly attributes: readonly (typeof attribute extends fc.Arbitrary<infer A> ? A : never)[];
  readonly content: readonly Piece[];
  readonly tail: string;
}

function elementOf({ name, attributes, content, tail }: ElementParts): Piece {
  const tag = written(name);
  const opening = attributes.map((a) => {
    const escaped = escapeAttribute(a.value) + a.raw;
    return `${a.before}${written(a.name)}${a.equals}${a.quote}${escaped}${a.quote}`;
  });
  const element: XmlElement = {
    ...name,
    attributes: attributes.map((a): XmlAttribute => ({ ...a.name, value: a.value + (a.raw === '' ? '' : ' ') })),
    children: content.flatMap((inner) => inner.element ?? []),
    text: content.map((inner) => inner.text).join(''),
  };
  const start = `<${tag}${opening.join('')}${tail}`;
  const xml =
    content.length === 0 ? `${start}/>` : `${start}>${content.map((inner) => inner.xml).join('')}</${tag}${tail}>`;
  return { xml, text: '', element };
}

const { element } = fc.letrec<{ element: Piece; content: Piece[] }>((tie) => ({
  element: fc
    .record({
      name: qualifiedName,
      attributes: fc.uniqueArray(attribute, { maxLength: 4, selector: (a) => written(a.name) }),
      content: tie('content'),
      tail: fc.constantFrom('', ' ', '\n'),
    })
    .map(elementOf),
  content: fc.array(fc.oneof({ maxDepth: 5, depthSize: 'small' }, piece, tie('element')), { maxLength: 6 }),
}));

const prolog = fc.constantFrom('', '\uFEFF', '<?xml version="1.0"?>\r\n', " <!-- <a> --> <?go it's?>");
const epilog = fc.constantFrom('', '\r\n', '<!-- </a> -->\n', '<?go?>');
const document = fc.record({ root: element, prolog, epilog });

const strict = (xml: string): XmlElement => parseStrict(xml, DEFAULT_XML_LIMITS);
const lenient = (xml: string): XmlElement => parseLenient(xml, DEFAULT_XML_LIMITS);

/** The tree, or undefined when it was refused. Any other exception passes. */
function attempt(parse: (xml: string) => XmlElement, xml: string): XmlElement | undefined {
  try {
    return parse(xml);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

test('both parsers read any well-formed document as it was meant', () => {
  fc.assert(
    fc.property(document, ({ root, prolog, epilog }) => {
      const xml = prolog + root.xml + epilog;
      expect(strict(xml)).toEqual(root.element);
      expect(lenient(xml)).toEqual(root.element);
    }),
    { numRuns: 300 },
  );
});

test('whatever of a damaged document the strict parser accepts, the lenient one reads in the same way', () => {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(2),
    inserted: fc.oneof(fc.constantFrom('', '\0', '=', '!', ...MARKUP), fc.string({ unit: 'binary', maxLength: 1 })),
  });
  fc.assert(
    fc.property(document, fc.array(damage, { minLength: 1, maxLength: 2 }), ({ root, prolog, epilog }, damages) => {
      let xml = prolog + root.xml + epilog;
      for (const { at, removed, inserted } of damages) {
        const cut = Math.floor(at * xml.length);
        xml = xml.slice(0, cut) + inserted + xml.slice(cut + removed);
      }
      const tree = attempt(strict, xml);
      const lenientTree = attempt(lenient, xml);
      if (tree !== undefined) expect(lenientTree).toEqual(tree);
    }),
    { numRuns: 600 },
  );
});
