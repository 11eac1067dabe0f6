import { Buffer } from 'node:buffer';
import { textOf } from './text.ts';

const DOCUMENT = '<a>Müller</a>';
const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>${DOCUMENT}`;
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf16le = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();

test.each<[string, Uint8Array, string | undefined, string]>([
  ['nothing', utf8(''), undefined, ''],
  ['ASCII', utf8('<a>x</a>'), undefined, '<a>x</a>'],
  ['ASCII that claims to be UTF-16', utf8('<a>x</a>'), 'utf-16', '<a>x</a>'],
  ['UTF-8 without a word', utf8('<a>é中\u{1F600}</a>'), undefined, '<a>é中\u{1F600}</a>'],
  ['UTF-8 by charset', utf8(DOCUMENT), 'UTF-8', DOCUMENT],
  ['UTF-8 by declaration', utf8(declared('utf-8')), undefined, declared('utf-8')],
  ['UTF-8 with a byte order mark', utf8(`\uFEFF${DOCUMENT}`), undefined, DOCUMENT],
  ['a byte order mark against the charset', utf8(`\uFEFF${DOCUMENT}`), 'iso-8859-1', DOCUMENT],
  ['ASCII behind a byte order mark', utf8('\uFEFF<a/>'), undefined, '<a/>'],
  ['UTF-8 that claims to be ASCII', utf8(DOCUMENT), 'us-ascii', DOCUMENT],
  ['an unknown charset', utf8(DOCUMENT), 'x-unknown', DOCUMENT],
  ['ISO-8859-1 by charset', latin1(DOCUMENT), 'iso-8859-1', DOCUMENT],
  ['ISO-8859-1 by quoted charset in capitals', latin1(DOCUMENT), ' "ISO-8859-1"', DOCUMENT],
  ['ISO-8859-1 by declaration', latin1(declared('ISO-8859-1')), undefined, declared('ISO-8859-1')],
  [
    'ISO-8859-1 by declaration in single quotes',
    latin1(`\n<?xml version='1.0' encoding = 'latin1'?><a>é</a>`),
    undefined,
    `\n<?xml version='1.0' encoding = 'latin1'?><a>é</a>`,
  ],
  ['the charset against the declaration', utf8(declared('iso-8859-1')), 'utf-8', declared('iso-8859-1')],
  ['a charset that only looks like UTF-8', utf8('Ã'), 'latin1', 'Ã\u0083'],
  ['ISO-8859-1 that claims to be UTF-8', latin1(declared('utf-8')), 'utf-8', declared('utf-8')],
  ['UTF-8 cut in a character', utf8('<a>é').subarray(0, 4), undefined, '<a>Ã'],
  ['windows-1252', Buffer.of(0x80, 0x99, 0xe9), 'windows-1252', '€™é'],
  ['windows-1252 by its other name', Buffer.of(0x80), 'CP1252', '€'],
  ['UTF-16LE with a byte order mark', utf16le(`\uFEFF${DOCUMENT}`), undefined, DOCUMENT],
  ['UTF-16BE with a byte order mark', utf16be(`\uFEFF${DOCUMENT}`), 'utf-16', DOCUMENT],
  ['UTF-16LE without', utf16le(declared('utf-16')), undefined, declared('utf-16')],
  ['UTF-16BE without', utf16be(`\n${DOCUMENT}`), 'utf-8', `\n${DOCUMENT}`],
])('reads %s', (_, bytes, charset, expected) => {
  expect(textOf(bytes, charset)).toBe(expected);
});

test('a view into a larger buffer is read from where it starts to where it ends', () => {
  expect(textOf(new Uint8Array(utf8('xx<a/>yy')).subarray(2, 6))).toBe('<a/>');
});

test.each(['utf-8', 'latin1', 'windows-1252', 'utf-16', ''])('no bytes make it throw (charset %j)', (charset) => {
  const bytes = Uint8Array.from({ length: 512 }, (_, i) => (i * 167 + 13) % 256);
  for (let length = 0; length < bytes.length; length++) {
    expect(typeof textOf(bytes.subarray(length), charset)).toBe('string');
  }
});
