import { sameText } from '../desired/value-text.ts';
import type { Meaning, MeantRow, MeantTable } from './profile-facts.ts';

/** Two rows that are one on the device and want different things of it. With `byName`, a name is enough to be one. */
export function contraryRow(
  mine: MeantTable,
  theirs: MeantTable,
  byName: boolean,
): readonly [MeantRow, MeantRow] | undefined {
  const known = new Map(theirs.rows.flatMap((row) => identities(row, mine, theirs, byName).map((key) => [key, row])));
  for (const row of mine.rows) {
    const same = identities(row, mine, theirs, byName).flatMap((key) => known.get(key) ?? []);
    // As they are written they were compared by their names.
    const other = same.find((rival) => (byName || rival.name !== row.name) && differ(row, rival));
    if (other !== undefined) return [row, other];
  }
  return undefined;
}

function identities(row: MeantRow, mine: MeantTable, theirs: MeantTable, byName: boolean): readonly string[] {
  const byKeys = [mine, theirs].flatMap(({ keys }) => identityOf(row, keys) ?? []);
  return byName ? [row.name, ...byKeys] : byKeys;
}

/** What tells a row from others; undefined when it does not say all of the keys. */
function identityOf({ cells }: MeantRow, keys: readonly string[]): string | undefined {
  const texts = keys.map((key) => cells.get(key)?.text);
  return texts.length === 0 || texts.includes(undefined) ? undefined : JSON.stringify([keys, texts]);
}

/** A cell that only one of them says is a difference, too; what only the device makes known is none. */
function differ(one: MeantRow, other: MeantRow): boolean {
  if (one.mode !== other.mode) return true;
  if (one.mode === 'forbid') return false;
  return [...new Set([...one.cells.keys(), ...other.cells.keys()])].some((name) => {
    const [mine, theirs] = [one.cells.get(name), other.cells.get(name)];
    if (mine === null || theirs === null) return false;
    return mine === undefined || theirs === undefined || !sameText(mine.text, theirs.text, mine.type ?? theirs.type);
  });
}

export interface Twin {
  /** Of the later of two rows. */
  readonly pointer: string;
  readonly first: string;
  readonly keys: readonly string[];
}

/** Rows of one table that are told apart by nothing, whatever device it is. */
export function twinRows(meanings: readonly Meaning[]): readonly Twin[] {
  const [first = [], ...others] = meanings
    .filter(({ tables }) => tables.length > 0)
    .map(({ tables }) => tables.flatMap(twinsOf));
  return first.filter((twin) =>
    others.every((twins) => twins.some((each) => each.pointer === twin.pointer && each.first === twin.first)),
  );
}

function twinsOf({ keys, rows }: MeantTable): readonly Twin[] {
  const twins: Twin[] = [];
  const known = new Map<string, string>();
  // A key that some row does not say tells none of them apart.
  const told = rows.every((row) => identityOf(row, keys) !== undefined);
  for (const row of told ? rows : []) {
    const identity = identityOf(row, keys) ?? '';
    const first = known.get(identity);
    if (first === undefined) known.set(identity, row.pointer);
    else twins.push({ pointer: row.pointer, first, keys });
  }
  return [...twins, ...rows.flatMap(({ tables }) => tables.flatMap(twinsOf))];
}

/** Rows that must not be there and do not say by what they are known, whatever device it is. */
export function unknownRows(meanings: readonly Meaning[]): readonly string[] {
  const [first = [], ...others] = meanings
    .filter(({ tables }) => tables.length > 0)
    .map(({ tables }) => tables.flatMap(unknownOf));
  return first.filter((pointer) => others.every((rows) => rows.includes(pointer)));
}

function unknownOf({ keys, rows }: MeantTable): readonly string[] {
  return rows.flatMap((row) => {
    const isUnknown = row.mode === 'forbid' && keys.some((key) => !row.cells.has(key));
    return [...(isUnknown ? [row.pointer] : []), ...row.tables.flatMap(unknownOf)];
  });
}
