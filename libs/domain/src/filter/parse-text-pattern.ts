export type TextPattern =
  | { readonly text: string; readonly start: boolean; readonly end: boolean }
  | { readonly refused: string };

const SPECIAL = '.*+?()[]{}|^$';
const HINT = 'only literal text with an optional ^ in front and $ at the end is possible';

/** Reads a regular expression that is nothing but literal text with anchors; all others are refused with the reason. */
export function parseTextPattern(pattern: string): TextPattern {
  const start = pattern.startsWith('^');
  let text = '';
  for (let index = start ? 1 : 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === '$' && index === pattern.length - 1) return { text, start, end: true };
    if (character === '\\') {
      const escaped = pattern.charAt(++index);
      if (!/^[!-/:-@[-`{-~]$/.test(escaped)) return { refused: `\\${escaped} is not literal text: ${HINT}` };
      text += escaped;
    } else if (SPECIAL.includes(character)) {
      return { refused: `${character} has a meaning in regular expressions: ${HINT}; write \\${character} for itself` };
    } else {
      text += character;
    }
  }
  return { text, start, end: false };
}
