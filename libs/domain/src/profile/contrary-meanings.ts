import { sameText } from '../desired/value-text.ts';
import type { Filter } from '../filter/filter.ts';
import { contraryRow } from './meant-identity.ts';
import { objectsAbove } from './objects-above.ts';
import type { Meaning, MeantSetting, MeantTable } from './profile-facts.ts';
import { overlap } from './selectors-overlap.ts';

/** What an entry of a document means. */
export interface MeantEntry {
  readonly pointer: string;
  /** Of two with the same, values and rows of one name are compared as they are written. */
  readonly target: string;
  readonly meanings: readonly Meaning[];
}

/** Two places that can't both be had on some device. */
export interface Contrary {
  readonly pointer: string;
  readonly other: string;
  /** The path about which they differ. */
  readonly what: string;
}

/**
 * Where what is meant here contradicts what is meant there, however each is written: at most once for two entries.
 * Compared as devices would: of settings the value and the notification, of rows all that both know.
 */
export function contraryMeanings(
  here: readonly MeantEntry[],
  there: readonly MeantEntry[],
  devices: Filter,
): readonly Contrary[] {
  const found = new Map<string, Contrary>();
  for (const { mine, theirs, contrary } of [
    ...settings(here, there),
    ...tables(here, there),
    ...absences(here, there),
  ]) {
    const key = `${mine.entry.pointer} ${theirs.entry.pointer}`;
    if (mine.entry === theirs.entry || found.has(key) || !mayMeet(devices, mine.meaning, theirs.meaning)) continue;
    const places = contrary();
    if (places !== undefined) found.set(key, places);
  }
  return [...found.values()];
}

/** One thing that is said, with what says it. */
interface Said<T> {
  readonly entry: MeantEntry;
  readonly meaning: Meaning;
  readonly said: T;
}

interface Meeting {
  readonly mine: Said<unknown>;
  readonly theirs: Said<unknown>;
  readonly contrary: () => Contrary | undefined;
}

function all<T>(entries: readonly MeantEntry[], said: (meaning: Meaning) => readonly T[]): readonly Said<T>[] {
  return entries.flatMap((entry) =>
    entry.meanings.flatMap((meaning) => said(meaning).map((one) => ({ entry, meaning, said: one }))),
  );
}

function mayMeet(devices: Filter, one: Meaning, other: Meaning): boolean {
  return overlap({ op: 'and', filters: [devices, one.devices] }, other.devices) === 'maybe';
}

function settings(here: readonly MeantEntry[], there: readonly MeantEntry[]): readonly Meeting[] {
  const byPath = Map.groupBy(
    all(there, (meaning) => meaning.settings),
    ({ said }) => said.path,
  );
  return all(here, (meaning) => meaning.settings).flatMap((mine) =>
    (byPath.get(mine.said.path) ?? [])
      .filter(({ entry, said }) => entry.target !== mine.entry.target && isContrary(mine.said, said))
      .map((theirs) => ({ mine, theirs, contrary: () => placesOf(mine, theirs, mine.said.path) })),
  );
}

function isContrary(mine: MeantSetting, theirs: MeantSetting): boolean {
  if (!sameText(mine.text, theirs.text, mine.type ?? theirs.type)) return true;
  return mine.notify !== undefined && theirs.notify !== undefined && mine.notify !== theirs.notify;
}

function tables(here: readonly MeantEntry[], there: readonly MeantEntry[]): readonly Meeting[] {
  const byPath = Map.groupBy(
    all(there, (meaning) => meaning.tables),
    ({ said }) => said.path,
  );
  return all(here, (meaning) => meaning.tables).flatMap((mine) =>
    (byPath.get(mine.said.path) ?? []).map((theirs) => ({ mine, theirs, contrary: () => contraryRows(mine, theirs) })),
  );
}

function contraryRows(mine: Said<MeantTable>, theirs: Said<MeantTable>): Contrary | undefined {
  const pair = contraryRow(mine.said, theirs.said, mine.entry.target !== theirs.entry.target);
  if (pair === undefined) return undefined;
  const [row, other] = pair;
  // What a value becomes has a name that nobody gave it.
  const name = row.name.startsWith('_') ? other.name : row.name;
  return { pointer: row.pointer, other: other.pointer, what: `${mine.said.path}${name.startsWith('_') ? '' : name}` };
}

/** An object that one wants not to be there, and the other something below it. */
function absences(here: readonly MeantEntry[], there: readonly MeantEntry[]): readonly Meeting[] {
  const forbidden = below(here, there).map(([mine, theirs]) => meet(mine, theirs, theirs.said));
  const wanted = below(there, here).map(([theirs, mine]) => meet(mine, theirs, theirs.said));
  return [...forbidden, ...wanted];
}

/** What is absent in the one, and each wish of the other that is below it. */
function below(one: readonly MeantEntry[], other: readonly MeantEntry[]) {
  const absent = Map.groupBy(
    all(one, (meaning) => meaning.absent),
    ({ said }) => said,
  );
  if (absent.size === 0) return [];
  return all(other, wishes).flatMap((wish) =>
    [wish.said, ...objectsAbove(wish.said)]
      .flatMap((object) => absent.get(object) ?? [])
      .map((object) => [object, wish] as const),
  );
}

function wishes(meaning: Meaning): readonly string[] {
  const filled = meaning.tables.filter(({ rows }) => rows.some(({ mode }) => mode !== 'forbid'));
  return [...meaning.settings, ...filled].map(({ path }) => path);
}

function meet(mine: Said<unknown>, theirs: Said<unknown>, what: string): Meeting {
  return { mine, theirs, contrary: () => placesOf(mine, theirs, what) };
}

function placesOf(mine: Said<unknown>, theirs: Said<unknown>, what: string): Contrary {
  return { pointer: mine.entry.pointer, other: theirs.entry.pointer, what };
}
