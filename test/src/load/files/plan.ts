/** How much of the file server is measured. */
export interface FilesPlan {
  readonly imageBytes: number;
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Clients of the whole file and of parts of it. */
  readonly clients: number;
  readonly rangeBytes: number;
  /** Clients that come at once, and what each of them wants. */
  readonly crowd: number;
  readonly crowdBytes: number;
  readonly slow: {
    readonly clients: number;
    readonly bytesPerS: number;
    readonly holdMs: number;
  };
}

/** About a minute and a quarter. */
export const QUICK_FILES: FilesPlan = {
  imageBytes: 16 * 1_024 * 1_024,
  rounds: 1,
  warmUpMs: 500,
  windowMs: 1_200,
  clients: 16,
  rangeBytes: 128 * 1_024,
  crowd: 1_000,
  crowdBytes: 1_024 * 1_024,
  slow: { clients: 2_000, bytesPerS: 4_096, holdMs: 12_000 },
};

/** About five minutes: memory that grows slowly is to be seen. */
export const FULL_FILES: FilesPlan = {
  ...QUICK_FILES,
  rounds: 3,
  slow: { ...QUICK_FILES.slow, holdMs: 90_000 },
};
