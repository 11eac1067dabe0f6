import type { FetchReport } from './fetch-files.ts';
import type { FilesPlan } from './plan.ts';

/** What clients do, in the order of the tables. */
export const FETCHES = ['whole', 'parts', 'crowd'] as const;
export type FetchKind = (typeof FETCHES)[number];

/** What a server is like while thousands hardly read. */
export interface SlowResult {
  readonly clients: number;
  /** How many of them were served to the end of the test. */
  readonly alive: number;
  /** What each read, in bytes per second. */
  readonly bytesPerS: number;
  /** Every second from before they came; heap where the server tells. */
  readonly memory: readonly { readonly residentBytes: number; readonly heapBytes?: number }[];
  /** Second of `memory` at which all were there. */
  readonly heldAt: number;
  /** Of the server all the time, as a share of its core. */
  readonly serverShare: number;
  /** Other clients meanwhile, and the same before. */
  readonly others: FetchReport;
  readonly alone: FetchReport;
}

export interface FilesResults {
  readonly plan: FilesPlan;
  /** By server, a report for each round. */
  readonly fetches: Readonly<Record<string, Readonly<Record<FetchKind, readonly FetchReport[]>>>>;
  readonly slow: Readonly<Record<string, SlowResult>>;
  /** Servers that could not be measured, and why. */
  readonly missing: Readonly<Record<string, string>>;
}
