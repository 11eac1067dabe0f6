import { z } from 'zod';
import { VALUE_TYPES } from '#libs/event-contract';
import { API_LIMITS } from './limits.ts';
import { named } from './named.ts';
import { ParameterName } from './parameter-path.ts';
import { wireText } from './wire-text.ts';

export { VALUE_TYPES };

export const ValueType = named(
  'ValueType',
  z.enum(VALUE_TYPES).meta({ description: 'XML Schema type of a value, as CWMP sends it in xsi:type.' }),
);

type TypeName = z.infer<typeof ValueType>;

// Lexical forms of XML Schema part 2, so far as a regular expression can say them.
const lexical: { readonly [Type in Exclude<TypeName, 'string'>]: RegExp } = {
  int: /^[+-]?\d{1,10}$/,
  unsignedInt: /^\+?\d{1,10}$/,
  long: /^[+-]?\d{1,19}$/,
  unsignedLong: /^\+?\d{1,20}$/,
  boolean: /^(?:0|1|true|false)$/,
  dateTime: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/,
  base64: /^[A-Za-z0-9+/]*={0,2}$/,
  hexBinary: /^(?:[0-9A-Fa-f]{2})*$/,
};

const ranges: { readonly [Type in TypeName]?: readonly [bigint, bigint] } = {
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  unsignedInt: [0n, 2n ** 32n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  unsignedLong: [0n, 2n ** 64n - 1n],
};

/** Whether the text is a value of the type. */
export function isValueOf(type: TypeName, value: string): boolean {
  if (type === 'string') return true;
  // Only Base64 may be broken into lines (RFC 2045 §6.8).
  if (!lexical[type].test(type === 'base64' ? value.replace(/\s+/g, '') : value)) return false;
  const range = ranges[type];
  if (range === undefined) return true;
  const number = BigInt(value.replace(/^\+/, ''));
  return number >= range[0] && number <= range[1];
}

function checkType(
  wanted: { readonly value: string; readonly type?: TypeName },
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (wanted.type === undefined || isValueOf(wanted.type, wanted.value)) return;
  context.addIssue({ code: 'custom', path: ['value'], message: `is not a value of type ${wanted.type}` });
}

const value = wireText(API_LIMITS.value).describe('The value as text, as it stands on the wire.');

/** A value to set. */
export const WantedValue = named(
  'WantedValue',
  z
    .strictObject({
      name: ParameterName,
      value,
      type: ValueType.exactOptional(),
    })
    .superRefine(checkType)
    .meta({
      description: 'A value to set. Without a type, the one the CPE reported is used.',
      examples: [{ name: 'Device.ManagementServer.PeriodicInformInterval', value: '3600', type: 'unsignedInt' }],
    }),
);

/** ParameterValueStruct of a raw RPC. */
export const TypedValue = named(
  'TypedValue',
  z
    .strictObject({ name: ParameterName, value, type: ValueType })
    .superRefine(checkType)
    .meta({ description: 'ParameterValueStruct: name, value and type.' }),
);

/**
 * A list without two entries of one name: TR-069 A.3.2.1 has the CPE refuse the whole SetParameterValues (9003), and it
 * could not be said which of the two was meant.
 */
export function uniquelyNamed<Item extends z.ZodType<{ readonly name: string }>>(item: Item): z.ZodArray<Item> {
  return z
    .array(item)
    .min(1)
    .max(API_LIMITS.parameters)
    .superRefine((items, context) => {
      const seen = new Set<string>();
      for (const [index, { name }] of items.entries()) {
        if (seen.has(name))
          context.addIssue({ code: 'custom', path: [index, 'name'], message: `${name} is given twice` });
        seen.add(name);
      }
    });
}
