/** An Inform of some partition was answered. */
export interface Answered {
  readonly atMs: number;
  readonly partition: number;
}

/** The longest time without an answer between two instants, in milliseconds. Answers are in the order of time. */
export function longestGapMs(answers: readonly Answered[], fromMs: number, toMs: number): number {
  const instants = answers.map(({ atMs }) => atMs).filter((atMs) => atMs > fromMs && atMs < toMs);
  let last = fromMs;
  let longest = 0;
  for (const atMs of [...instants, toMs]) {
    longest = Math.max(longest, atMs - last);
    last = atMs;
  }
  return longest;
}

/** The longest of the gaps of some partitions, each by itself. */
export function longestGapOfMs(
  partitions: ReadonlySet<number>,
  answers: readonly Answered[],
  fromMs: number,
  toMs: number,
): number {
  const byPartition = Map.groupBy(answers, ({ partition }) => partition);
  return Math.max(0, ...[...partitions].map((one) => longestGapMs(byPartition.get(one) ?? [], fromMs, toMs)));
}
