/** A list of revoked certificates (RFC 5280 §5.1), as far as it takes to ask it. */
export interface RevocationList {
  /** The name of the CA, in the bytes that certificates of it have. */
  readonly issuer: Buffer;
  /** When it has to be replaced, in milliseconds since the epoch; undefined: it does not say. */
  readonly nextUpdateMs?: number;
  /** In hexadecimal, capital letters, without leading zeros. */
  readonly serials: ReadonlySet<string>;
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length. */
  readonly whole: Buffer;
}

const INTEGER = 0x02;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const VERSION_OF_CERTIFICATE = 0xa0;

/** Reads DER. Who has signed it is not looked at: it lies beside the CAs. Throws RangeError for what is no list. */
export function readRevocationList(der: Buffer): RevocationList {
  const [list] = childrenOf(firstOf(der));
  const fields = childrenOf(list).filter(({ tag }, at) => at > 0 || tag !== INTEGER);
  const [, issuer, thisUpdate, next, ...rest] = fields;
  if (issuer === undefined || !isTime(thisUpdate)) throw new RangeError('It is no list of revoked certificates.');
  const hasNext = isTime(next);
  const revoked = (hasNext ? rest[0] : next)?.tag === SEQUENCE ? (hasNext ? rest[0] : next) : undefined;
  const serials = revoked === undefined ? [] : childrenOf(revoked).map((entry) => serialOf(firstOf(entry.content)));
  return {
    issuer: issuer.whole,
    ...(hasNext && next !== undefined ? { nextUpdateMs: timeOf(next) } : {}),
    serials: new Set(serials),
  };
}

/** The name of who has issued a certificate, in its bytes. Throws RangeError for what is none. */
export function issuerOf(certificate: Buffer): Buffer {
  const [signed] = childrenOf(firstOf(certificate));
  const [, , issuer] = childrenOf(signed).filter(({ tag }) => tag !== VERSION_OF_CERTIFICATE);
  if (issuer === undefined) throw new RangeError('It is no certificate.');
  return issuer.whole;
}

/** As lists have it. */
export function plainSerial(hexadecimal: string): string {
  return hexadecimal.toUpperCase().replace(/^0+/, '');
}

function serialOf({ content }: Element): string {
  return plainSerial(content.toString('hex'));
}

function isTime(element: Element | undefined): boolean {
  return element?.tag === UTC_TIME || element?.tag === GENERALIZED_TIME;
}

/** RFC 5280 §4.1.2.5: in seconds and UTC; two digits of a year are from 1950 on. */
function timeOf({ tag, content }: Element): number {
  const text = content.toString('latin1');
  const full = tag === UTC_TIME ? `${text < '5' ? '20' : '19'}${text}` : text;
  return Date.parse(full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function childrenOf(parent: Element | undefined): readonly Element[] {
  const children: Element[] = [];
  const content = parent?.content ?? Buffer.alloc(0);
  for (let at = 0; at < content.length; ) {
    const child = firstOf(content.subarray(at));
    children.push(child);
    at += child.whole.length;
  }
  return children;
}

/** The element that these bytes begin with. */
function firstOf(bytes: Buffer): Element {
  const [tag = 0, length = 0] = bytes;
  const more = length < 0x80 ? 0 : length & 0x7f;
  if (more > 4 || bytes.length < 2 + more) throw new RangeError('An element is cut off.');
  const end = 2 + more + (more === 0 ? length : bytes.readUIntBE(2, more));
  if (end > bytes.length) throw new RangeError('An element is cut off.');
  return { tag, content: bytes.subarray(2 + more, end), whole: bytes.subarray(0, end) };
}
