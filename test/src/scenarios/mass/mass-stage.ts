import type { BucketCounter } from '#libs/domain';
import type { TimelyStage } from '../stage.ts';

/** What of the ACS can die by itself; on a stage that is one process, all of it does. */
export type Mortal = 'firmware' | 'provisioning';

/** A stage on which many devices are upgraded, and processes die meanwhile. */
export interface MassStage extends TimelyStage {
  /** Of the API, without a trailing slash. */
  apiUrl(): string;
  /** The counters of a rollout as they are stored, read past the ACS. */
  counters(rollout: string): Promise<readonly BucketCounter[]>;
  /** `kill -9`. */
  kill(role: Mortal): Promise<void>;
  /** Another in the place of the one that was killed, at the same address. Resolves when it is ready. */
  replace(role: Mortal): Promise<void>;
  stop(): Promise<void>;
}

/** Downloads take a time in which connections break, are too many, and the server dies. */
export const FEW_TRANSFERS = {
  MUSTER_FIRMWARE_HOST: '127.0.0.1',
  MUSTER_FIRMWARE_MAX_TRANSFERS: '10',
  MUSTER_FIRMWARE_MAX_RATE: String(2 * 1024 * 1024),
  MUSTER_FIRMWARE_RETRY_AFTER_S: '1',
  MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: '200',
} as const;
