import type { Filter } from '../filter/filter.ts';
import type { TextPattern } from '../filter/parse-text-pattern.ts';
import { isTableEntry, type ProfileEntry, type ValueEntry } from '../profile/profile.ts';
import type { Meaning, MeantSetting, MeantTable } from '../profile/profile-facts.ts';
import {
  type CatalogParts,
  type DeviceMatch,
  isTableMapping,
  MODEL_KINDS,
  type ModelKind,
  type RowsMapping,
  type TableMapping,
  type ValueCapability,
  type ValueMapping,
} from './capability.ts';
import { splitPath } from './locate-rows.ts';
import { meantRowOfItem, meantTable, rawTable } from './meant-rows.ts';
import { meantBy } from './meant-value.ts';
import { valueItems, valueRowName } from './resolve-value.ts';

const ROOTS: Readonly<Record<ModelKind, string>> = {
  tr181: 'Device.',
  tr098: 'InternetGatewayDevice.',
  device1: 'Device.',
};
const NOTHING = { settings: [], tables: [], absent: [] };

/**
 * What an entry comes to on each kind of device. Of several ways of putting it the first is meant: whether a device takes
 * another only its tree can tell.
 */
export function meaningsOf(entry: ProfileEntry, pointer: string, parts: CatalogParts): readonly Meaning[] {
  if (entry.capability === undefined) return [{ devices: devicesOfRoot(entry), ...rawMeaning(entry, pointer, parts) }];
  const { capability: name } = entry;
  const capability = Object.hasOwn(parts.capabilities, name) ? parts.capabilities[name] : undefined;
  if (capability === undefined || isTableEntry(entry) !== (capability.kind === 'table')) return [];
  return waysOf(name, parts).flatMap(({ devices, kind, mappings }) => {
    const place = (path: string) => placeOf(path, kind);
    if (capability.kind === 'table') {
      if (!isTableEntry(entry)) return [];
      const [mapping] = mappings.filter(isTableMapping);
      const tables = mapping?.rows.map((rows) => meantTable(entry, pointer, { shape: capability, rows }, place)) ?? [];
      return [{ ...NOTHING, devices, tables }];
    }
    return isTableEntry(entry) ? [] : [{ devices, ...valueMeaning(entry, pointer, { capability, mappings }, place) }];
  });
}

function placeOf(path: string, kind: ModelKind): string {
  return splitPath(path).locator === undefined ? ROOTS[kind] + path : path;
}

interface Way {
  readonly devices: Filter;
  readonly kind: ModelKind;
  readonly mappings: readonly (ValueMapping | TableMapping)[];
}

/** The standard's, and what vendors do differently. */
function waysOf(name: string, { capabilities, overrides }: CatalogParts): readonly Way[] {
  return MODEL_KINDS.flatMap((kind): readonly Way[] => {
    const other = overrides.flatMap(({ match, capabilities: changed }) => {
      const mappings = Object.hasOwn(changed, name) ? changed[name]?.[kind] : undefined;
      return mappings === undefined ? [] : [{ match: filterOf(match), mappings }];
    });
    const ofKind: Filter = { op: 'eq', field: 'dataModel.kind', value: kind };
    const ofNobody: Filter[] = other.map(({ match }) => ({ op: 'nor', filters: [match] }));
    const standard = capabilities[name]?.models[kind] ?? [];
    return [
      { devices: { op: 'and', filters: [ofKind, ...ofNobody] }, kind, mappings: standard },
      ...other.map(
        ({ match, mappings }): Way => ({ devices: { op: 'and', filters: [ofKind, match] }, kind, mappings }),
      ),
    ];
  });
}

/** One condition alone stands by itself, so that its contrary is understood. */
function filterOf({ manufacturer, oui, productClass, softwareVersion }: DeviceMatch): Filter {
  const filters: Filter[] = [
    ...textFilter('identity.manufacturer', manufacturer),
    ...(oui === undefined ? [] : [{ op: 'in' as const, field: 'identity.oui', values: oui.map(upperCase) }]),
    ...textFilter('identity.productClass', productClass),
    ...textFilter('softwareVersion', softwareVersion),
  ];
  const [first] = filters;
  return filters.length === 1 && first !== undefined ? first : { op: 'and', filters };
}

function upperCase(oui: string): string {
  return oui.toUpperCase();
}

function textFilter(field: string, pattern: TextPattern | undefined): readonly Filter[] {
  return pattern === undefined || 'refused' in pattern ? [] : [{ op: 'text', field, ignoreCase: true, ...pattern }];
}

function devicesOfRoot(entry: ProfileEntry): Filter {
  const path = isTableEntry(entry) ? entry.table : entry.path;
  const kinds = MODEL_KINDS.filter((kind) => path?.startsWith(ROOTS[kind]));
  return { op: 'in', field: 'dataModel.kind', values: kinds };
}

function rawMeaning(entry: ProfileEntry, pointer: string, { uniqueKeys }: CatalogParts): Omit<Meaning, 'devices'> {
  if (isTableEntry(entry)) return { ...NOTHING, tables: [rawTable(entry, pointer, entry.table ?? '', uniqueKeys)] };
  const { path = '', value, mode, notify } = entry;
  if (mode === 'forbid') return { ...NOTHING, absent: [path] };
  if (value === undefined) return NOTHING;
  return { ...NOTHING, settings: [{ path, text: String(value), ...(notify && { notify }) }] };
}

interface ValueWays {
  readonly capability: ValueCapability;
  readonly mappings: Way['mappings'];
}

type Placing = (path: string) => string;

function valueMeaning(
  entry: ValueEntry,
  pointer: string,
  { capability, mappings }: ValueWays,
  place: Placing,
): Omit<Meaning, 'devices'> {
  for (const mapping of mappings) {
    if (isTableMapping(mapping)) continue;
    if (mapping.rows !== undefined)
      return { ...NOTHING, tables: listTable(entry, pointer, capability, mapping.rows, place) };
    const settings = settingsOf(entry, capability, mapping.set, place);
    if (settings !== undefined) return { ...NOTHING, settings };
  }
  return NOTHING;
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
