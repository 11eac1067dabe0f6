import type { ValueType } from '#libs/cwmp';
import type { ValueShape } from '../desired/value-check.ts';

/** What a profile can be checked against of the capabilities there are. */
export interface CapabilityFacts {
  find(name: string): CapabilityShape | undefined;
  names(): Iterable<string>;
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
