import { deflateSync, gzipSync } from 'node:zlib';

/** How a CPE writes its POSTs. The default is the standard's way (TR-069 §3.4.1); the rest is what real devices do. */
export interface PostStyle {
  /** Content-Encoding of envelopes (TR-069 §3.4.7). */
  readonly coding: 'identity' | 'gzip' | 'deflate' | 'br';
  readonly chunked: boolean;
  readonly encoding: 'utf-8' | 'iso-8859-1';
  /** The value of SOAPAction; undefined leaves it out. */
  readonly soapAction: string | undefined;
  readonly contentType: string | undefined;
  readonly expectContinue: boolean;
  /** Content-Length counts characters instead of bytes: a real mistake, which leaves stray bytes on the connection. */
  readonly countsCharacters: boolean;
  /** The empty POST: without anything, or with what some devices add to it. */
  readonly emptyPost: 'standard' | 'content-type' | 'crlf' | 'soap-action';
  /** Added to every POST. */
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly connection: 'keep-alive' | 'close';
}

export const STANDARD_POST: PostStyle = {
  coding: 'identity',
  chunked: false,
  encoding: 'utf-8',
  soapAction: '',
  contentType: 'text/xml; charset="utf-8"',
  expectContinue: false,
  countsCharacters: false,
  emptyPost: 'standard',
  extraHeaders: {},
  connection: 'keep-alive',
};

/** A POST ready to be sent. */
export interface PostBytes {
  readonly head: string;
  readonly body: Buffer;
}

/** Writes a POST of `xml` (empty for an empty POST) to `url`. */
export function postBytes(
  url: URL,
  xml: string,
  style: PostStyle,
  more: Readonly<Record<string, string | undefined>> = {},
): PostBytes {
  const plain = xml === '' && style.emptyPost === 'crlf' ? Buffer.from('\r\n') : Buffer.from(xml, charset(style));
  const coded = xml === '' ? plain : encode(plain, style.coding);
  const headers = {
    Host: url.host,
    Connection: style.connection,
    ...contentHeaders(xml, coded, style),
    ...more,
    ...style.extraHeaders,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const head = `POST ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  return { head, body: style.chunked && xml !== '' ? chunked(coded) : coded };
}

const charset = (style: PostStyle): BufferEncoding => (style.encoding === 'utf-8' ? 'utf8' : 'latin1');

function contentHeaders(xml: string, body: Buffer, style: PostStyle): Readonly<Record<string, string | undefined>> {
  const length = String(style.countsCharacters ? xml.length : body.length);
  if (xml === '')
    return {
      'Content-Type': style.emptyPost === 'content-type' ? style.contentType : undefined,
      SOAPAction: style.emptyPost === 'soap-action' ? '""' : undefined,
      'Content-Length': String(body.length),
    };
  return {
    'Content-Type': style.contentType,
    SOAPAction: style.soapAction,
    'Content-Encoding': style.coding === 'identity' ? undefined : style.coding,
    ...(style.chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': length }),
    Expect: style.expectContinue ? '100-continue' : undefined,
  };
}

function encode(body: Buffer, coding: PostStyle['coding']): Buffer {
  if (coding === 'gzip') return gzipSync(body);
  // A coding CWMP does not know is only declared: the ACS has to refuse it unread.
  return coding === 'deflate' ? deflateSync(body) : body;
}

function chunked(body: Buffer): Buffer {
  const size = 1_000;
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}
