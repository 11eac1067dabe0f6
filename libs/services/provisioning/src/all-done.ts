/**
 * Waits for all of what goes on at once, and only then rejects with the first failure: what is still under way must not
 * meet the next attempt.
 */
export async function allDone(work: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
