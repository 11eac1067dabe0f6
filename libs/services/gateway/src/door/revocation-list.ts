/** A list of revoked certificates (RFC 5280 §5.1), as far as it takes to ask it. */
export interface RevocationList {
  /** The name of the CA, in the bytes that certificates of it have. */
  readonly issuer: Buffer;
  /** When it has to be replaced, in milliseconds since the epoch; undefined: it does not say. */
  readonly nextUpdateMs?: number;
  /** In hexadecimal, small letters, without leading zeros. */
  readonly serials: ReadonlySet<string>;
}

/** Places in the DER: lists have very many, of which no copies are made. */
interface Element {
  readonly tag: number;
  readonly begin: number;
  readonly content: number;
  readonly end: number;
}

const INTEGER = 0x02;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const VERSION_OF_CERTIFICATE = 0xa0;

/** Reads DER. Who has signed it is not looked at: it lies beside the CAs. Throws RangeError for what is no list. */
export function readRevocationList(der: Buffer): RevocationList {
  const [list] = childrenOf(der, elementAt(der, 0, der.length));
  const fields = childrenOf(der, list).filter(({ tag }, at) => at > 0 || tag !== INTEGER);
  const [, issuer, thisUpdate, ...rest] = fields;
  if (issuer === undefined || !isTime(thisUpdate)) throw new RangeError('It is no list of revoked certificates.');
  const [next] = rest.filter(isTime);
  const [revoked] = rest.filter(({ tag }) => tag === SEQUENCE);
  const entries = childrenOf(der, revoked);
  return {
    issuer: der.subarray(issuer.begin, issuer.end),
    ...(next === undefined ? {} : { nextUpdateMs: timeOf(der, next) }),
    serials: new Set(entries.map(({ content, end }) => serialOf(der, elementAt(der, content, end)))),
  };
}

/** The name of who has issued a certificate, in its bytes. Throws RangeError for what is none. */
export function issuerOf(der: Buffer): Buffer {
  const [signed] = childrenOf(der, elementAt(der, 0, der.length));
  const [, , issuer] = childrenOf(der, signed).filter(({ tag }) => tag !== VERSION_OF_CERTIFICATE);
  if (issuer === undefined) throw new RangeError('It is no certificate.');
  return der.subarray(issuer.begin, issuer.end);
}

/** As lists have it. */
export function plainSerial(hexadecimal: string): string {
  return hexadecimal.toLowerCase().replace(/^0+/, '');
}

function serialOf(der: Buffer, { content, end }: Element): string {
  return plainSerial(der.toString('hex', content, end));
}

function isTime(element: Element | undefined): boolean {
  return element?.tag === UTC_TIME || element?.tag === GENERALIZED_TIME;
}

/** RFC 5280 §4.1.2.5: in seconds and UTC; two digits of a year are from 1950 on. */
function timeOf(der: Buffer, { tag, content, end }: Element): number {
  const text = der.toString('latin1', content, end);
  const full = tag === UTC_TIME ? `${text < '5' ? '20' : '19'}${text}` : text;
  return Date.parse(full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function childrenOf(der: Buffer, parent: Element | undefined): readonly Element[] {
  const children: Element[] = [];
  if (parent === undefined) return children;
  for (let at = parent.content; at < parent.end; ) {
    const child = elementAt(der, at, parent.end);
    children.push(child);
    at = child.end;
  }
  return children;
}

function elementAt(der: Buffer, begin: number, limit: number): Element {
  const length = der[begin + 1] ?? 0;
  const more = length < 0x80 ? 0 : length & 0x7f;
  const content = begin + 2 + more;
  if (more > 4 || content > limit) throw new RangeError('An element is cut off.');
  const end = content + (more === 0 ? length : der.readUIntBE(begin + 2, more));
  if (end > limit) throw new RangeError('An element is cut off.');
  return { tag: der[begin] ?? 0, begin, content, end };
}
