import type { BucketPermits } from '../ports/execution-store.ts';
import type { ImageId } from './image.ts';

/** What the shell does about a rollout as a whole. All of it may be done twice, and by several at once. */
export type RolloutEffect =
  /** Before the rollout is saved: a wave that is open has its permits. */
  | { readonly do: 'setPermits'; readonly permits: readonly BucketPermits[] }
  /** Before the rollout is saved: the image is sent to nobody any more. */
  | { readonly do: 'quarantine'; readonly image: ImageId; readonly reason: string }
  | { readonly do: 'movePermit'; readonly wave: number; readonly from: number; readonly to: number }
  /** Devices come into waves; first they are counted. */
  | { readonly do: 'enrol' }
  /** Devices of the wave are looked at in their next session, whether or not they need anything else. */
  | { readonly do: 'callIn'; readonly wave: number }
  /** Devices of closed cells to which nothing was sent yet leave the rollout. */
  | { readonly do: 'leaveCells' }
  /** Every execution that is open is given up. */
  | { readonly do: 'endExecutions'; readonly by: string };
