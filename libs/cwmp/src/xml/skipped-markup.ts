import * as chars from './chars.ts';
import type { Scanner } from './scanner.ts';

const DOCTYPE = '<!DOCTYPE';

/** Moves behind comments, processing instructions and white space (XML 1.0 §2.8 `Misc`). */
export function skipMisc(scan: Scanner): void {
  for (;;) {
    scan.space();
    if (scan.code() !== chars.LESS_THAN) return;
    const next = scan.text.charCodeAt(scan.at + 1);
    if (next === chars.QUESTION) skipInstruction(scan);
    else if (next === chars.EXCLAMATION) skipComment(scan);
    else return;
  }
}

/** Moves behind the comment at `<!`; all else that starts so is refused. XML 1.0 §2.5: "--" inside is an error. */
export function skipComment(scan: Scanner): void {
  const start = scan.at;
  if (!scan.text.startsWith('<!--', start)) failAtDeclaration(scan);
  const body = scan.delimited('<!--', '-->');
  if (body.includes('--') || body.endsWith('-')) scan.fail('"--" in a comment', 'malformed', start);
}

/** Moves behind a processing instruction. XML 1.0 §2.6: a target named xml, in any case, is reserved. */
export function skipInstruction(scan: Scanner): void {
  const start = scan.at;
  scan.at += 2;
  scan.name();
  const target = scan.text.slice(start + 2, scan.at);
  if (target.toLowerCase() === 'xml') scan.fail('an XML declaration that is not at the start', 'malformed', start);
  if (!scan.text.startsWith('?>', scan.at) && !scan.space()) scan.fail('a malformed processing instruction');
  scan.at = start;
  scan.delimited('<?', '?>');
}

function failAtDeclaration(scan: Scanner): never {
  const isDoctype = scan.text.slice(scan.at, scan.at + DOCTYPE.length).toUpperCase() === DOCTYPE;
  return isDoctype ? scan.fail('a DOCTYPE', 'doctype') : scan.fail('a malformed declaration');
}
