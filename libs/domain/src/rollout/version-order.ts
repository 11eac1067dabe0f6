/**
 * Orders versions as vendors write them: numbers by their value, everything else as text; `1.10` comes after `1.9`, `V2R3C10`
 * after `V2R3C9`, and `1.2` before `1.2.1`. Case and leading zeros make no difference. Negative, 0 or positive.
 */
export function compareVersions(a: string, b: string): number {
  const left = piecesOf(a);
  const right = piecesOf(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePieces(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function piecesOf(version: string): readonly string[] {
  return version.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
}

function comparePieces(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const isNumber = /^\d/.test(a);
  if (isNumber !== /^\d/.test(b)) return isNumber ? 1 : -1;
  return isNumber ? compareNumbers(a, b) : compareTexts(a, b);
}

/** Of any length: some vendors write dates and build numbers in one. */
function compareNumbers(a: string, b: string): number {
  const x = a.replace(/^0+/, '');
  const y = b.replace(/^0+/, '');
  return x.length - y.length || compareTexts(x, y);
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
