import { isValidPath } from '#libs/cwmp';
import { type DocumentReader, isObject, type JsonObject, type Place } from './document-reader.ts';
import { MODES, PRUNES, type ProfileRow, type RowsOfTable, type Scalar } from './profile.ts';
import { PROFILE_LIMITS, pointerTo, shown } from './profile-problem.ts';
import { ROW_NAME } from './template.ts';

export const TABLE_MEMBERS = ['keys', 'prune', 'rows'];
const ROW_MEMBERS = ['$mode', '$alias'];

/** How members of a row are named: relative to the row, or as fields of a capability. */
export type Naming = 'path' | 'field';

/** An Alias (TR-069 §3.6.1): free text but for what would end it in a path. The prefix `cpe-` is the CPE's own. */
const ALIAS = /^(?!cpe-)[^[\]\p{Cc}]{1,64}$/u;
const FIELD = /^[A-Za-z][A-Za-z0-9._-]{0,127}$/;

/** `keys`, `prune` and `rows` of a table, or of one below a row; depth 1 is a table of the profile's own. */
export function readTable(
  reader: DocumentReader,
  object: JsonObject,
  pointer: string,
  naming: Naming,
  depth = 1,
): RowsOfTable {
  const keys = readKeys(reader, object, pointer, naming);
  const prune = reader.word(object, 'prune', PRUNES, pointer);
  const at = pointerTo(pointer, 'rows');
  const json = reader.object({ json: object.rows, pointer: at }, 'What holds the rows by name');
  const named = Object.entries(json ?? {});
  if (named.length > PROFILE_LIMITS.rows) reader.problem(at, 'too_much', `More than ${PROFILE_LIMITS.rows} rows.`);
  const rows: [string, ProfileRow][] = [];
  for (const [name, row] of named.slice(0, PROFILE_LIMITS.rows)) {
    const place = { json: row, pointer: pointerTo(at, name) };
    if (!ROW_NAME.test(name)) reader.problem(place.pointer, 'bad_name', ROW_NAME_RULE);
    const read = readRow(reader, place, naming, depth);
    if (read === undefined) continue;
    rows.push([name, read]);
    // Fields of a capability may have defaults; of a raw table, nothing else tells the row apart.
    if (naming === 'path') requireKeys(reader, read, keys ?? [], place.pointer);
  }
  return { ...(keys && { keys }), ...(prune && { prune }), rows: Object.fromEntries(rows) };
}

const ROW_NAME_RULE = 'A row is named by a letter or digit, then letters, digits, ".", "_" and "-", at most 64.';

function readKeys(reader: DocumentReader, object: JsonObject, pointer: string, naming: Naming): string[] | undefined {
  if (!Object.hasOwn(object, 'keys')) return undefined;
  const at = pointerTo(pointer, 'keys');
  const names = reader.list({ json: object.keys, pointer: at }, PROFILE_LIMITS.keys) ?? [];
  const keys: string[] = [];
  for (const [index, name] of names.entries()) {
    if (typeof name !== 'string' || !isValueName(name, naming)) {
      reader.problem(pointerTo(at, index), 'bad_name', 'A key is the name of a parameter of the row.');
    } else if (keys.includes(name)) {
      reader.problem(pointerTo(at, index), 'contradiction', 'It is there twice.');
    } else {
      keys.push(name);
    }
  }
  return keys;
}

function readRow(reader: DocumentReader, place: Place, naming: Naming, depth: number): ProfileRow | undefined {
  const object = reader.object(place, 'A row');
  if (object === undefined) return undefined;
  const { pointer } = place;
  const members: [string, Scalar | RowsOfTable][] = [];
  const mode = reader.word(object, '$mode', MODES, pointer);
  const alias = readAlias(reader, object, pointer);
  const special = Object.keys(object).filter((name) => name.startsWith('$'));
  reader.unknownMembers(Object.fromEntries(special.map((name) => [name, true])), ROW_MEMBERS, pointer);
  for (const [name, json] of Object.entries(object)) {
    if (name.startsWith('$')) continue;
    const at = { json, pointer: pointerTo(pointer, name) };
    const member = isObject(json) ? readNested(reader, at, name, naming, depth) : readValue(reader, at, name, naming);
    if (member !== undefined) members.push([name, member]);
  }
  return { ...(mode && { $mode: mode }), ...(alias && { $alias: alias }), ...Object.fromEntries(members) };
}

function readAlias(reader: DocumentReader, object: JsonObject, pointer: string): string | undefined {
  if (!Object.hasOwn(object, '$alias')) return undefined;
  const alias = object.$alias;
  if (typeof alias === 'string' && ALIAS.test(alias)) return alias;
  const rule = 'An alias has 1 to 64 characters without brackets and does not begin with "cpe-".';
  return reader.problem(pointerTo(pointer, '$alias'), 'bad_name', rule);
}

function readValue(reader: DocumentReader, place: Place, name: string, naming: Naming): Scalar | undefined {
  if (isValueName(name, naming)) return reader.scalar(place);
  if (isTableName(name, naming))
    return reader.problem(place.pointer, 'wrong_type', 'A table below a row is an object.');
  return reader.problem(place.pointer, 'bad_path', `${shown(name)} can't be the name of a parameter in a row.`);
}

function readNested(
  reader: DocumentReader,
  place: Place,
  name: string,
  naming: Naming,
  depth: number,
): RowsOfTable | undefined {
  const { pointer } = place;
  if (!isTableName(name, naming)) {
    return reader.problem(pointer, 'bad_path', 'A table below a row is named relative to it, with final dot.');
  }
  if (depth >= PROFILE_LIMITS.depth) {
    return reader.problem(pointer, 'too_much', `More than ${PROFILE_LIMITS.depth} tables in each other.`);
  }
  const object = reader.object(place, 'A table');
  if (object === undefined) return undefined;
  reader.unknownMembers(object, TABLE_MEMBERS, pointer);
  return readTable(reader, object, pointer, naming, depth + 1);
}

function requireKeys(reader: DocumentReader, row: ProfileRow, keys: readonly string[], pointer: string): void {
  for (const key of keys) {
    if (!Object.hasOwn(row, key))
      reader.problem(pointer, 'missing', `The row has no ${key}, which is one of the keys.`);
  }
}

function isValueName(name: string, naming: Naming): boolean {
  if (naming === 'field') return FIELD.test(name);
  return !name.endsWith('.') && isPlainPath(name);
}

function isTableName(name: string, naming: Naming): boolean {
  if (naming === 'field') return FIELD.test(name);
  return name.endsWith('.') && isPlainPath(name);
}

/** A path that names one thing: no wildcard, no alias, not the whole data model. */
export function isPlainPath(path: string): boolean {
  return path !== '' && isValidPath(path) && !/[*[\]]/.test(path);
}
