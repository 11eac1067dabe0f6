import type { ValueShape } from './value-check.ts';

/** Items of a comma-separated list (TR-106 §3.2.3), without the space around them. */
export function itemsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Whether a list such as `1-13,36-64` or `None,WPA2-Personal` has the value. An empty one tells nothing: it has all. */
export function listHas(list: string, value: string): boolean {
  const items = itemsOf(list);
  return items.length === 0 || items.some((item) => item === value || inRange(item, value));
}

/** Whether some number of a list such as `36-64,100` is between the two, ends included. */
export function listReaches(list: string, min: number, max: number): boolean {
  return itemsOf(list).some((item) => {
    const ends = endsOf(item);
    return ends !== undefined && ends[1] >= min && ends[0] <= max;
  });
}

/** Whether a list of references names the row, which has a final dot; references may have one or not. */
export function listRefersTo(list: string, row: string): boolean {
  return itemsOf(list).some((item) => item === row || `${item}.` === row);
}

/** What separates the parts of a value: items of a list, or the ends of a range. */
export function partsOf(text: string, { format, list }: Pick<ValueShape, 'format' | 'list'>): readonly string[] {
  return format === 'ipv4Range' && !list ? text.split('-').map((part) => part.trim()) : itemsOf(text);
}

function inRange(item: string, value: string): boolean {
  const ends = endsOf(item);
  return ends !== undefined && /^\d+$/.test(value) && Number(value) >= ends[0] && Number(value) <= ends[1];
}

function endsOf(item: string): readonly [number, number] | undefined {
  const [, from, to] = /^(-?\d{1,10})(?:\s*-\s*(\d{1,10}))?$/.exec(item) ?? [];
  return from === undefined ? undefined : [Number(from), Number(to ?? from)];
}
