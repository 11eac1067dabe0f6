import type { z } from 'zod';

/** Parts of Muster that publish events. */
export type Sender = 'gateway' | 'provisioning' | 'firmware' | 'api';

export interface EventDefinition {
  /** What it means, in one line. */
  readonly summary: string;
  /** When it comes, and when not. */
  readonly detail: string;
  /** Of the event's data. */
  readonly schema: z.ZodObject;
  /** For Muster itself: readers outside get it only when they ask for it. */
  readonly internal?: true;
  readonly senders: readonly Sender[];
}

/** Definitions by type. */
export type EventTable = Readonly<Record<string, EventDefinition>>;
