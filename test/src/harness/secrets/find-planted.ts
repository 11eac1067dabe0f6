/** All planted secrets begin so; no two are alike, so that a leak tells where it comes from. */
const PREFIX = 'PLANTED-';
const PLAIN = /PLANTED-\w+/g;

/** As base64 has the prefix after 0, 1 or 2 other bytes, without what their neighbours decide. */
const IN_BASE64 = [0, 1, 2].map((before) => {
  const text = Buffer.from('\0'.repeat(before) + PREFIX).toString('base64');
  return text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + PREFIX.length) * 4) / 3));
});

const DISGUISES: readonly (readonly [how: string, text: string])[] = [
  ...IN_BASE64.map((text) => ['in base64', text] as const),
  ['in hexadecimal', Buffer.from(PREFIX).toString('hex')],
  ['in UTF-16', Buffer.from(PREFIX, 'utf16le').toString('latin1')],
  ['escaped', [...PREFIX].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('')],
];

/** The planted secrets in what was written, whatever it is, also those that only look different. */
export function findPlanted(written: unknown): readonly string[] {
  const text = asText(written);
  const plain = text.match(PLAIN) ?? [];
  const disguised = DISGUISES.filter(([, disguise]) => text.includes(disguise)).map(([how]) => `${PREFIX}? ${how}`);
  return [...new Set([...plain, ...disguised])].sort();
}

function asText(written: unknown): string {
  if (typeof written === 'string') return written;
  return Buffer.isBuffer(written) ? written.toString('latin1') : JSON.stringify(written);
}
