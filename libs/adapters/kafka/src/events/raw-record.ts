/** A record of a topic as the client hands it over. */
export interface RawRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RawHeaders;
}

export type RawHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/** A record on its way to a topic. */
export interface OutgoingRecord {
  readonly key: Buffer;
  /** Null takes back what an earlier record with this key said, in a compacted topic. */
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer | string>;
  /** About what it takes up on the wire. */
  readonly bytes: number;
}

/** The text of a header; of one that is repeated, the first. */
export function headerText(headers: RawHeaders, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : first?.toString('utf8');
}

/** A header that holds a whole number from 0 up. */
export function headerNumber(headers: RawHeaders, name: string): number | undefined {
  const text = headerText(headers, name);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
