import fc from 'fast-check';
import { decodeAcsEnvelope } from '../acs-envelope.ts';
import { decodeCpeEnvelope } from '../cpe-envelope.ts';
import { CwmpDecodeError } from '../decode-error.ts';
import { parseLenient } from '../xml/lenient.ts';
import { DEFAULT_XML_LIMITS } from '../xml/limits.ts';
import { textOf } from '../xml/text.ts';
import { parseStrict } from '../xml/tokenizer.ts';
import { fixtureNames, readFixture } from './fixtures.ts';

/** The captured envelopes only the lenient parser can read. */
const NEED_FALLBACK: ReadonlySet<string> = new Set(['inform-ampersand-bare.xml']);

const fixtures = fixtureNames().map((name) => Buffer.from(readFixture(name)));

describe('captured envelopes', () => {
  test.each(fixtureNames().filter((name) => !NEED_FALLBACK.has(name)))(
    '%s is the same tree to both parsers',
    (name) => {
      const text = textOf(readFixture(name));
      expect(parseLenient(text, DEFAULT_XML_LIMITS)).toEqual(parseStrict(text, DEFAULT_XML_LIMITS));
    },
  );

  test.each([...NEED_FALLBACK])('%s needs the lenient parser', (name) => {
    const text = textOf(readFixture(name));
    expect(() => parseStrict(text, DEFAULT_XML_LIMITS)).toThrow();
    expect(parseLenient(text, DEFAULT_XML_LIMITS).local).toBe('Envelope');
  });
});

type Mutation = (bytes: Buffer, at: number, size: number, value: number) => Buffer;

const flip: Mutation = (bytes, at, size, value) => {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < Math.min(size, 4); i++) copy[(at + i * 97) % copy.length] = (value + i * 31) % 256;
  return copy;
};
const truncate: Mutation = (bytes, at) => bytes.subarray(0, at);
const duplicate: Mutation = (bytes, at, size) => {
  return Buffer.concat([bytes.subarray(0, at + size), bytes.subarray(at, at + size), bytes.subarray(at + size)]);
};
const remove: Mutation = (bytes, at, size) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
/** Swaps two tags, which leaves the document well-formed often enough to reach the codecs. */
const swapTags: Mutation = (bytes, at, size) => {
  const parts = bytes.toString('latin1').split(/(<[^>]*>)/);
  const one = (at * 2 + 1) % parts.length;
  const other = (one + size * 2) % parts.length;
  [parts[one], parts[other]] = [parts[other] ?? '', parts[one] ?? ''];
  return Buffer.from(parts.join(''), 'latin1');
};
/** Renames a tag and its end, or replaces a text: always well-formed, never what the schema expects. */
const replaceWord: Mutation = (bytes, at, size) => {
  const text = bytes.toString('latin1');
  const words = [...new Set(text.match(/[A-Za-z]{3,}/g))];
  const one = words[at % words.length] ?? 'ID';
  const other = words[(at + size) % words.length] ?? '__proto__';
  return Buffer.from(text.replaceAll(one, size % 7 === 0 ? '__proto__' : other), 'latin1');
};

test('2,000 broken envelopes are refused or read, and nothing else happens', () => {
  const outcomes = { read: 0, refused: 0 };
  const mutation = fc.constantFrom(flip, truncate, duplicate, remove, swapTags, replaceWord);
  const input = fc.tuple(
    fc.constantFrom(...fixtures),
    mutation,
    fc.nat(4000),
    fc.integer({ min: 1, max: 64 }),
    fc.nat(255),
  );
  fc.assert(
    fc.property(input, ([fixture, mutate, position, size, value]) => {
      const broken = mutate(fixture, position % fixture.length, size, value);
      for (const decode of [decodeCpeEnvelope, decodeAcsEnvelope]) {
        try {
          decode(broken);
          outcomes.read++;
        } catch (error) {
          expect(error).toBeInstanceOf(CwmpDecodeError);
          outcomes.refused++;
        }
      }
    }),
    { numRuns: 2000, seed: 69 },
  );
  // Neither all nor none: the mutations must reach the codecs as well as break the XML.
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(200);
});
