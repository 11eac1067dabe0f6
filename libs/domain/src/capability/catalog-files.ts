import type {
  ByModel,
  CapabilityGroup,
  DeviceMatch,
  LocatorsByModel,
  TableCapability,
  TableMapping,
  ValueCapability,
  ValueMapping,
} from './capability.ts';

/**
 * The catalog as it is kept: JSON files of three kinds, told apart by what they have.
 *
 * - `<group>.json`, with `group`: the capabilities of one group by their full names, and locators.
 * - `<vendor>.json`, with `match`: what is different on the devices of a vendor.
 * - `unique-keys.json`: by table, the parameters that tell its rows apart.
 *
 * All locators of one data model share one set of names, whichever file they are in; a name is defined once. A member
 * `$comment` may stand in any object and means nothing. A member that is not known is a problem.
 */
export type CatalogFile = GroupFile | OverrideFile | UniqueKeysFile;

/** A file of the catalog; the name is what messages call it, such as `wifi.json`. */
export interface NamedFile {
  readonly name: string;
  readonly json: unknown;
}

export interface GroupFile {
  readonly group: CapabilityGroup;
  /** By full name, such as `wifi.2g.ssid`. */
  readonly capabilities: Readonly<Record<string, CapabilityInFile>>;
  readonly locators?: LocatorsByModel;
}

/** The group is that of the file. */
export type CapabilityInFile = Omit<ValueCapability, 'group'> | Omit<TableCapability, 'group'>;

/** The override is named like its file without `.json`. */
export interface OverrideFile {
  readonly title: string;
  readonly match: MatchInFile;
  readonly capabilities?: Readonly<Record<string, ByModel<readonly (ValueMapping | TableMapping)[]>>>;
  readonly locators?: LocatorsByModel;
}

/** Patterns are literal text, with `^` for the start and `$` for the end: `^ZyXEL`. Letters of either case are the same. */
export type MatchInFile = {
  readonly [M in keyof DeviceMatch]: M extends 'oui' ? readonly string[] : string;
};

/** Full path with final dot, `{i}` for the rows above: `Device.Hosts.AccessControl.{i}.Schedule.`. */
export type UniqueKeysFile = Readonly<Record<string, readonly string[]>>;

export const UNIQUE_KEYS_FILE = 'unique-keys.json';
