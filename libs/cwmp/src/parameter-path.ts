/** The schema's length of parameter and object names (cwmp XSD, ParameterNames and ObjectNameType). */
export const MAX_PATH_LENGTH = 256;

/** Whether a path stands for all below it: it ends in a dot, or is empty, which is the whole data model. */
export function isPartialPath(path: string): boolean {
  return path === '' || path.endsWith('.');
}

/** Whether a path names an object, a table or a row, and not the whole data model. */
export function isObjectPath(path: string): boolean {
  return path.endsWith('.');
}

/** The segments between the dots; a dot inside an alias (`[a.b]`) parts nothing. A final dot adds no segment. */
export function splitPath(path: string): readonly string[] {
  const segments: string[] = [];
  let from = 0;
  let inAlias = false;
  for (let i = 0; i < path.length; i++) {
    const character = path[i];
    if (character === '[') inAlias = true;
    else if (character === ']') inAlias = false;
    else if (character === '.' && !inAlias) {
      segments.push(path.slice(from, i));
      from = i + 1;
    }
  }
  if (from < path.length) segments.push(path.slice(from));
  return segments;
}

/** The object a parameter or object is in, with its final dot; '' for a root object and for ''. */
export function parentPath(path: string): string {
  const segments = splitPath(path);
  return segments
    .slice(0, -1)
    .map((segment) => `${segment}.`)
    .join('');
}

/** The root object's name without its dot (`Device`, `InternetGatewayDevice`); '' for ''. */
export function rootOf(path: string): string {
  return splitPath(path)[0] ?? '';
}

/** Whether a segment picks one row of a table: an instance number or an alias in brackets. */
export function isInstanceSegment(segment: string): boolean {
  return /^(?:\d+|\[[^[\]]+\])$/.test(segment);
}

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u;
// An alias is free text (TR-069 §3.6.1) but for what would end it or break the line.
const ALIAS = /^\[[^[\]\p{Cc}]{1,64}\]$/u;

/**
 * Whether a path may be sent to a CPE: at most 256 characters, segments that are names, instance numbers, aliases or
 * the wildcard `*`, no empty segment. '' (the whole data model) is valid; whether the CPE takes aliases and wildcards
 * is another question.
 */
export function isValidPath(path: string): boolean {
  if (path.length > MAX_PATH_LENGTH) return false;
  const segments = splitPath(path);
  return segments.every((segment) => NAME.test(segment) || /^(?:\d+|\*)$/.test(segment) || ALIAS.test(segment));
}
