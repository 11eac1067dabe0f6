import type { ApiClient } from '../harness/api-client.ts';

/** An ACS that scenarios are played on: all of it in one process, or roles on real servers. */
export interface Stage {
  readonly api: ApiClient;
  /** Where CPEs call, at this moment. */
  cwmpUrl(): string;
}

/** A stage on which time passes as fast as a scenario wants. */
export interface TimelyStage extends Stage {
  /** Puts the clock of the ACS forward, of every process of it. Redis keeps its own: a settled mark lapses by that. */
  later(ms: number): Promise<void>;
}

/** A stage on which whoever makes plans can be killed. */
export interface MortalStage extends Stage {
  /** `kill -9` of the process that decides what a device is to be told. */
  killDecider(): Promise<void>;
  /** Another in its place, on the same data. Resolves when it is ready. */
  replaceDecider(): Promise<void>;
}
