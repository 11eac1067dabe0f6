import type { ValueType } from '#libs/cwmp';
import type { ValueShape } from '../desired/value-check.ts';
import type { Filter } from '../filter/filter.ts';
import type { Mode, Notification, ProfileEntry, Scalar } from './profile.ts';

/** What a profile can be checked against of the capabilities there are. */
export interface CapabilityFacts {
  find(name: string): CapabilityShape | undefined;
  names(): Iterable<string>;
  /** What an entry at a JSON pointer comes to, as far as no device is needed to know it: once for each kind of device. */
  meanings(entry: ProfileEntry, pointer: string): readonly Meaning[];
}

/** Paths that depend on the device stand with the name of what finds the row: `{wifi.2g.radio}.Channel`. */
export interface Meaning {
  /** For which it holds. */
  readonly devices: Filter;
  readonly settings: readonly MeantSetting[];
  readonly tables: readonly MeantTable[];
  /** Objects that must not be there. */
  readonly absent: readonly string[];
}

export interface MeantSetting extends MeantValue {
  readonly path: string;
  readonly notify?: Notification;
}

/** A value as text; with references in it where the device makes it known. */
export interface MeantValue {
  readonly text: string;
  readonly type?: ValueType;
}

export interface MeantTable {
  /** With final dot; below a row: relative to it. */
  readonly path: string;
  readonly keys: readonly string[];
  readonly rows: readonly MeantRow[];
}

export interface MeantRow {
  readonly name: string;
  readonly pointer: string;
  readonly mode: Mode;
  /** By parameter; null where even the text depends on the device, or whether there is any. */
  readonly cells: ReadonlyMap<string, MeantValue | null>;
  readonly tables: readonly MeantTable[];
}

/** What a value must be like, and whether it is one that nobody may see. */
export interface FieldShape extends ValueShape {
  readonly secret?: boolean;
}

export type CapabilityShape = ({ readonly kind: 'value' } & FieldShape) | ({ readonly kind: 'table' } & TableShape);

export interface TableShape {
  /** By name of the field. */
  readonly fields: Readonly<Record<string, FieldShape>>;
  /** Tables below a row, by name. */
  readonly tables?: Readonly<Record<string, TableShape>>;
}

export interface FieldShape extends ValueShape {
  readonly required?: boolean;
  readonly default?: Scalar;
}

/** What the models that were met report under a generic path (`genericPath`); empty when none has it. */
export type ModelFacts = (genericPath: string) => readonly ModelFact[];

export interface ModelFact {
  /** For people: manufacturer, product class and version. */
  readonly model: string;
  readonly type?: ValueType;
  readonly writable?: boolean;
}

/** A path with `{i}` for each instance number, as the standard writes them: `Device.NAT.PortMapping.{i}.Enable`. */
export function genericPath(path: string): string {
  return path.replace(/(?<=\.)\d+(?=\.|$)/g, '{i}');
}
