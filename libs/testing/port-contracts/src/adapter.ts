/** An adapter under test. */
export interface Adapter<P> {
  readonly port: P;
  /** Ends the adapter as its process would and opens it again over the same data. Absent where nothing is kept. */
  readonly reopen?: () => Promise<P>;
  /** Ends it and throws its data away. */
  close(): Promise<void>;
}

export type MakeAdapter<P, Rest = unknown> = () => Promise<Adapter<P> & Rest>;
