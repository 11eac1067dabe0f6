import { DEVICE_FIELDS } from '../filter/device-fields.ts';
import type { Field, FieldTable } from '../filter/field-table.ts';

/** What profiles themselves bring about: a profile that selects by it would take itself away again, and come back. */
const EFFECTS = ['conditions', 'sync.', 'parameterKey', 'rebootPending'];

/** The fields of a device that a profile may select by. */
export const SELECTOR_FIELDS: FieldTable = selectable();

function selectable(): FieldTable {
  const isEffect = (name: string): boolean =>
    EFFECTS.some((effect) => (effect.endsWith('.') ? name.startsWith(effect) : name === effect));
  const known: ReadonlyMap<string, Field> = new Map([...DEVICE_FIELDS].filter(([name]) => !isEffect(name)));
  const get = (name: string): Field | undefined => (isEffect(name) ? undefined : DEVICE_FIELDS.get(name));
  return {
    get,
    has: (name) => get(name) !== undefined,
    keys: () => known.keys(),
    values: () => known.values(),
    [Symbol.iterator]: () => known[Symbol.iterator](),
  };
}
