/**
 * Registers a test that shows what Muster does in the given conformance cases. The page `docs/conformance.md` is made
 * from these calls as they stand in the source: `cases` and `sentence` are written out in the call itself.
 */
export function conformance(cases: readonly number[], sentence: string, run: () => Promise<void>): void {
  test(`case ${cases.join(', ')}: ${sentence}`, run);
}
