/** One situation an ACS must master, and what is expected of it. */
export interface ConformanceCase {
  /** Fixed for ever: a case that is dropped leaves a gap. */
  readonly number: number;
  /** What the CPE, or somebody in its place, does. */
  readonly stimulus: string;
  /** What Muster does. */
  readonly answer: string;
}
