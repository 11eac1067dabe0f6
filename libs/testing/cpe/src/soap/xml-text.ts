const SPECIAL = /[&<>"\r\t\n]/g;
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser would turn a bare carriage return into a line feed (XML 1.0 §2.11).
  '\r': '&#13;',
};

/** Text as it stands in XML, in elements and in attributes. */
export const escapeXml = (text: string): string =>
  text.replace(SPECIAL, (character) => REFERENCES[character] ?? character);

/** `<name>text</name>`. */
export const leaf = (name: string, text: string | number | boolean): string =>
  `<${name}>${escapeXml(String(text))}</${name}>`;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|([A-Za-z]\w*));|&/g;

/** Resolves the five predefined entities and character references; anything else is an error (no DTD, no other names). */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
    const character = name === undefined ? fromCodePoint(hex, decimal) : NAMED[name];
    if (character === undefined) throw new SyntaxError(`Undefined reference ${whole}`);
    return character;
  });
}

function fromCodePoint(hex?: string, decimal?: string): string | undefined {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const legal = code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff);
  return legal ? String.fromCodePoint(code) : undefined;
}
