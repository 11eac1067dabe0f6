import { checkValue, type ValueType } from '#libs/cwmp';
import { itemsOf } from './list-value.ts';
import { formatProblem, type ValueFormat } from './value-format.ts';
import { canonical } from './value-text.ts';

/** What a value must be like. */
export interface ValueShape {
  readonly type?: ValueType;
  readonly format?: ValueFormat;
  /** Items with commas between them, each of them of that form. */
  readonly list?: boolean;
  /** The only values there are. */
  readonly enum?: readonly string[];
  /** Bounds of numbers. */
  readonly min?: number;
  readonly max?: number;
  /** Characters; bytes of base64 and hexBinary (TR-106 §3.2). Of a list: all of it. */
  readonly minLength?: number;
  readonly maxLength?: number;
}

const NAMED = 20;

/** Why a text can't be such a value, to stand after its name; undefined when it can: `must be 1, 0, true or false`. */
export function valueProblem(text: string, shape: ValueShape): string | undefined {
  if (!shape.list) return itemProblem(text, shape);
  const { minLength: _, maxLength: __, ...item } = shape;
  for (const one of itemsOf(text)) {
    const problem = itemProblem(one, item);
    if (problem !== undefined) return `has "${one}" in it, which ${problem}`;
  }
  return lengthProblem(text, 'string', shape);
}

function itemProblem(text: string, shape: ValueShape): string | undefined {
  const type = shape.type ?? 'string';
  const spelled = canonical(text, type);
  return (
    checkValue(type, spelled) ??
    enumProblem(spelled, type, shape.enum) ??
    boundsProblem(spelled, type, shape) ??
    formatProblem(spelled, shape.format) ??
    lengthProblem(spelled, type, shape)
  );
}

function enumProblem(text: string, type: ValueType, known: ValueShape['enum']): string | undefined {
  if (known === undefined || known.some((value) => canonical(value, type) === text)) return undefined;
  const more = known.length > NAMED ? ` and ${known.length - NAMED} more` : '';
  return `must be one of ${known.slice(0, NAMED).join(', ')}${more}`;
}

function boundsProblem(text: string, type: ValueType, { min, max }: ValueShape): string | undefined {
  if (!isInteger(type)) return undefined;
  const number = BigInt(text);
  // Of numbers and BigInts, < compares the exact values.
  if (min !== undefined && number < min) return `must be at least ${min}`;
  return max !== undefined && number > max ? `must be at most ${max}` : undefined;
}

function lengthProblem(text: string, type: ValueType, { minLength = 0, maxLength }: ValueShape): string | undefined {
  const unit = type === 'base64' || type === 'hexBinary' ? 'bytes' : 'characters';
  const length = lengthOf(text, type);
  if (length < minLength) return `must have at least ${minLength} ${unit}`;
  return maxLength !== undefined && length > maxLength ? `must have at most ${maxLength} ${unit}` : undefined;
}

function lengthOf(text: string, type: ValueType): number {
  if (type === 'hexBinary') return text.length / 2;
  if (type === 'base64') return Math.floor((text.replace(/={1,2}$/, '').length * 3) / 4);
  return [...text].length;
}

function isInteger(type: ValueType): boolean {
  return type === 'int' || type === 'unsignedInt' || type === 'long' || type === 'unsignedLong';
}
