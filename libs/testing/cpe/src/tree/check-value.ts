import type { ValueType } from '#libs/cwmp';
import type { ParameterFile } from '../model/model-file.ts';

const INTEGER = /^[+-]?\d+$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const RANGES: Partial<Record<ValueType, readonly [bigint, bigint]>> = {
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  unsignedInt: [0n, 2n ** 32n - 1n],
  unsignedLong: [0n, 2n ** 64n - 1n],
};

/** Says whether `value` is in the lexical space of `type` (XML Schema Part 2). */
export function isLexical(type: ValueType, value: string): boolean {
  switch (type) {
    case 'string':
      return true;
    case 'boolean':
      return /^(0|1|true|false)$/.test(value);
    case 'dateTime':
      return DATE_TIME.test(value);
    case 'base64':
      return value.length % 4 === 0 && BASE64.test(value);
    case 'hexBinary':
      return /^([0-9A-Fa-f]{2})*$/.test(value);
    default: {
      const range = RANGES[type];
      if (!range || !INTEGER.test(value)) return false;
      const number = BigInt(value.replace('+', ''));
      return number >= range[0] && number <= range[1];
    }
  }
}

/** The fault a device answers when `type` and `value` are written to the parameter; undefined if it takes them. */
export function valueFault(schema: ParameterFile, type: ValueType, value: string): 9006 | 9007 | 9008 | undefined {
  if (!schema.writable) return 9008;
  if (type !== schema.type) return 9006;
  if (!isLexical(type, value)) return 9007;
  const number = Number(value);
  if (schema.min !== undefined && number < schema.min) return 9007;
  if (schema.max !== undefined && number > schema.max) return 9007;
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return 9007;
  if (schema.values !== undefined && !schema.values.includes(value)) return 9007;
  return undefined;
}
