/**
 * Order of parameter paths as people read a tree: segment by segment, instance numbers by their value and before names;
 * an object comes before what is below it. For `toSorted`.
 */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let same = 0;
  while (same < length && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  return same === a.length && same === b.length ? 0 : compareRest(a, b, same);
}

/** They differ from `same` on: the segment around it decides. */
function compareRest(a: string, b: string, same: number): number {
  const start = same === 0 ? 0 : a.lastIndexOf('.', same - 1) + 1;
  const x = segment(a, start);
  const y = segment(b, start);
  if (x === y) return a.length - b.length;
  // The object itself, before all that is in it.
  if (x === '' || y === '') return x.length - y.length;
  const xNumber = isInstanceNumber(x);
  if (xNumber !== isInstanceNumber(y)) return xNumber ? -1 : 1;
  const byValue = xNumber ? Number(x) - Number(y) : 0;
  if (byValue !== 0) return byValue;
  return x < y ? -1 : 1;
}

function segment(path: string, start: number): string {
  const end = path.indexOf('.', start);
  return end === -1 ? path.slice(start) : path.slice(start, end);
}

/** At most 10 digits (an unsignedInt, TR-069 §3.7.1), so that numbers compare exactly. */
function isInstanceNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

/** The first two segments: a subtree of the size that is read and written as one (`Device.WiFi.`). */
export function chunkOf(path: string): string {
  const first = path.indexOf('.');
  const second = first === -1 ? -1 : path.indexOf('.', first + 1);
  return second === -1 ? path : path.slice(0, second + 1);
}

/** A path that ends in a dot covers itself and all below it, the empty one everything, others only themselves. */
export function covers(path: string, candidate: string): boolean {
  return path === '' || path.endsWith('.') ? candidate.startsWith(path) : candidate === path;
}
