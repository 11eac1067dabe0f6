/** At most three known names that may have been meant by an unknown one, the likeliest first. */
export function nearestFields(name: string, known: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  // A hostile name may be long; no known one is.
  if (wanted.length > 100) return [];
  return [...known]
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.max(2, wanted.length / 3))
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** To the whole name or to its last part: people write `serialNumber` for `identity.serialNumber`. */
function distance(wanted: string, candidate: string): number {
  const lastPart = candidate.slice(candidate.lastIndexOf('.') + 1);
  return Math.min(edits(wanted, candidate), edits(wanted, lastPart) + 0.5);
}

/** Levenshtein's distance, row by row. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, character] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (b[column - 1] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
