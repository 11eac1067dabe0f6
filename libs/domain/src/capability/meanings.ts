import type { Filter } from '../filter/filter.ts';
import type { TextPattern } from '../filter/parse-text-pattern.ts';
import { isTableEntry, type ProfileEntry } from '../profile/profile.ts';
import type { Meaning } from '../profile/profile-facts.ts';
import {
  type CatalogParts,
  type DeviceMatch,
  isTableMapping,
  MODEL_KINDS,
  type ModelKind,
  type TableMapping,
  type ValueMapping,
} from './capability.ts';
import { splitPath } from './locate-rows.ts';
import { meantTable, rawTable } from './meant-rows.ts';
import { rawSettings, valueMeaning } from './meant-settings.ts';

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
  const ways = capability === undefined ? [] : waysOf(name, parts);
  if (capability?.kind === 'table' && isTableEntry(entry)) {
    return ways.map(({ devices, place, mappings }) => {
      const [mapping] = mappings.filter(isTableMapping);
      const tables = mapping?.rows.map((rows) => meantTable(entry, pointer, { shape: capability, rows }, place)) ?? [];
      return { ...NOTHING, devices, tables };
    });
  }
  if (capability?.kind !== 'value' || isTableEntry(entry)) return [];
  return ways.map(({ devices, place, mappings }) => {
    const values = valueMeaning(entry, pointer, { capability, mappings }, place);
    return { ...NOTHING, devices, ...values };
  });
}

interface Way {
  readonly devices: Filter;
  /** A path of the data as it stands in a meaning. */
  readonly place: (path: string) => string;
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
    const notTheirs: Filter[] = other.map(({ match }) => ({ op: 'nor', filters: [match] }));
    const standard = capabilities[name]?.models[kind] ?? [];
    const place = (path: string) => (splitPath(path).locator === undefined ? ROOTS[kind] + path : path);
    return [
      { devices: { op: 'and', filters: [ofKind, ...notTheirs] }, place, mappings: standard },
      ...other.map(
        ({ match, mappings }): Way => ({ devices: { op: 'and', filters: [ofKind, match] }, place, mappings }),
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
  const { path = '', mode } = entry;
  return mode === 'forbid' ? { ...NOTHING, absent: [path] } : { ...NOTHING, settings: rawSettings(path, entry) };
}
