import { Buffer, isAscii, isUtf8 } from 'node:buffer';

type Decode = (bytes: Buffer) => string;

const UTF_8_BOM = Buffer.of(0xef, 0xbb, 0xbf);

/** How much of a document is searched for the encoding of its XML declaration. */
const DECLARATION_LENGTH = 256;
const DECLARED_ENCODING = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/;

const fromLatin1: Decode = (bytes) => bytes.toString('latin1');
const fromWindows1252: Decode = (bytes) => new TextDecoder('windows-1252').decode(bytes);
const fromUtf16Le: Decode = (bytes) => new TextDecoder('utf-16le').decode(bytes);
const fromUtf16Be: Decode = (bytes) => new TextDecoder('utf-16be').decode(bytes);
/** CPEs that declare UTF-8 and send ISO-8859-1 are common: a wrong letter in a name is better than a lost message. */
const fromUtf8: Decode = (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : fromLatin1(bytes));

/** Single-byte encodings by their usual names. All else is UTF-8, or shows itself as UTF-16. */
const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ['iso-8859-1', fromLatin1],
  ['iso8859-1', fromLatin1],
  ['iso_8859-1', fromLatin1],
  ['latin1', fromLatin1],
  ['latin-1', fromLatin1],
  ['windows-1252', fromWindows1252],
  ['cp1252', fromWindows1252],
]);

/** XML 1.0 appendix F: the first character is a BOM, '<' or white space, so in UTF-16 one of the first two bytes is 0. */
function utf16Decoder(first: number | undefined, second: number | undefined): Decode | undefined {
  if (first === undefined || second === undefined) return undefined;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return fromUtf16Le;
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return fromUtf16Be;
  return undefined;
}

function declaredEncoding(bytes: Buffer): string | undefined {
  return DECLARED_ENCODING.exec(bytes.toString('latin1', 0, DECLARATION_LENGTH))?.[1];
}

function decoderFor(bytes: Buffer, charset: string | undefined): Decode {
  const label = charset ?? declaredEncoding(bytes) ?? 'utf-8';
  return DECODERS.get(label.replaceAll('"', '').trim().toLowerCase()) ?? fromUtf8;
}

/**
 * The text of a message body. What the bytes themselves show (a byte order mark, UTF-16) comes first, then the charset
 * (RFC 7303 §3), then the XML declaration, then UTF-8. Never throws: bytes that are not the UTF-8 they should be are read as ISO-8859-1.
 * @param charset the parameter of the Content-Type, quoted or not, in any case
 */
export function textOf(body: Uint8Array, charset?: string): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const decodeUtf16 = utf16Decoder(bytes[0], bytes[1]);
  if (decodeUtf16 !== undefined) return decodeUtf16(bytes);
  // One byte per character in memory, and no decoding at all: nearly every message.
  if (isAscii(bytes)) return fromLatin1(bytes);
  if (bytes.subarray(0, UTF_8_BOM.length).equals(UTF_8_BOM)) return fromUtf8(bytes.subarray(UTF_8_BOM.length));
  return decoderFor(bytes, charset)(bytes);
}
