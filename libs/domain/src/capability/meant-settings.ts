import type { Scalar, ValueEntry } from '../profile/profile.ts';
import type { Meaning, MeantSetting, MeantTable } from '../profile/profile-facts.ts';
import {
  isTableMapping,
  type RowsMapping,
  type TableMapping,
  type ValueCapability,
  type ValueMapping,
} from './capability.ts';
import { meantRowOfItem } from './meant-rows.ts';
import { meantBy } from './meant-value.ts';
import { valueItems, valueRowName } from './resolve-value.ts';

type MeantValues = Pick<Meaning, 'settings' | 'tables'>;

/** A parameter that is named by its path. */
export function rawSettings(path: string, { value, oneOf, notify }: ValueEntry): readonly MeantSetting[] {
  const text = oneOf === undefined ? value : textOfAny(oneOf);
  return text === undefined ? [] : [{ path, text: String(text), ...(notify && { notify }) }];
}

/** Which of several it is only the device makes known: they are the same as the same. */
function textOfAny(oneOf: readonly Scalar[]): string {
  return `\${oneOf ${JSON.stringify(oneOf.map(String))}}`;
}

interface ValueWays {
  readonly capability: ValueCapability;
  readonly mappings: readonly (ValueMapping | TableMapping)[];
}

type Placing = (path: string) => string;

/** What a value comes to; of several each, as far as they are put into parameters. */
export function valueMeaning(entry: ValueEntry, pointer: string, ways: ValueWays, place: Placing): MeantValues {
  const { oneOf, ...rest } = entry;
  if (oneOf === undefined) return meaningOfOne(entry, pointer, ways, place);
  const all = oneOf.map((value) => meaningOfOne({ ...rest, value }, pointer, ways, place));
  const settings = new Map(all.flatMap((each) => each.settings.map((setting) => [setting.path, setting])));
  return {
    settings: [...settings.values()].map(({ path, notify }) => ({
      path,
      text: textOfAny(oneOf),
      ...(notify && { notify }),
    })),
    tables: all.flatMap(({ tables }) => tables),
  };
}

function meaningOfOne(
  entry: ValueEntry,
  pointer: string,
  { capability, mappings }: ValueWays,
  place: Placing,
): MeantValues {
  for (const mapping of mappings) {
    if (isTableMapping(mapping)) continue;
    if (mapping.rows !== undefined)
      return { settings: [], tables: listTable(entry, pointer, capability, mapping.rows, place) };
    const settings = settingsOf(entry, capability, mapping.set, place);
    if (settings !== undefined) return { settings, tables: [] };
  }
  return { settings: [], tables: [] };
}

/** Undefined: the value can't be put this way. */
function settingsOf(
  { value, notify }: ValueEntry,
  capability: ValueCapability,
  set: NonNullable<ValueMapping['set']>,
  place: Placing,
): readonly MeantSetting[] | undefined {
  const settings: MeantSetting[] = [];
  for (const assignment of set) {
    const meant = meantBy(assignment, capability, value);
    if (meant === 'refused') return undefined;
    if (typeof meant === 'object') settings.push({ path: place(assignment.path), ...meant, ...(notify && { notify }) });
  }
  return settings;
}

/** Rows that a value becomes. */
function listTable(
  { capability: name = '', value, mode = 'enforce' }: ValueEntry,
  pointer: string,
  capability: ValueCapability,
  mapping: RowsMapping,
  place: Placing,
): readonly MeantTable[] {
  const text = String(value ?? '');
  if (text.includes('${')) return [];
  const rows = [...valueItems(text, capability)].map((item) => ({
    ...meantRowOfItem(item, { ...capability, list: false }, mapping),
    ...{ name: valueRowName(name, capability, item), pointer, mode },
  }));
  return [{ path: place(mapping.table), keys: mapping.keys, rows }];
}
