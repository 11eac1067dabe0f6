import type { NewEvent } from '../events/events.ts';
import { timestamp } from '../ports/clock.ts';
import type { Image, ImageState } from './image.ts';

/** An image is in another state. */
export interface ImageChanged {
  readonly name: string;
  readonly version: string;
  /** Of the image: the higher one is the later one. */
  readonly revision: number;
  /** Absent: it is new. */
  readonly from?: ImageState;
  readonly to: ImageState | 'removed';
  readonly reason?: string;
  /** That did it by a rule; absent: an operator did. */
  readonly rollout?: string;
}

/** What there is to tell; undefined while the state is the same. Told before it is saved: `after` as it is to be saved. */
export function imageChanged(
  before: Image | undefined,
  after: Image,
  nowMs: number,
  rollout?: string,
): NewEvent<'image.changed'> | undefined {
  return before?.state === after.state ? undefined : changeOf(before, after, after.state, nowMs, rollout);
}

export function imageRemoved(image: Image, nowMs: number): NewEvent<'image.changed'> {
  return changeOf(image, image, 'removed', nowMs);
}

function changeOf(
  before: Image | undefined,
  { id, name, version, reason, ...after }: Image,
  to: ImageChanged['to'],
  nowMs: number,
  rollout?: string,
): NewEvent<'image.changed'> {
  const revision = after.revision + 1;
  return {
    id: `image:${id}:${revision}:${to}`,
    type: 'image.changed',
    image: id,
    time: timestamp(nowMs),
    data: {
      name,
      version,
      revision,
      ...(before && { from: before.state }),
      to,
      ...(reason !== undefined && { reason }),
      ...(rollout !== undefined && { rollout }),
    },
  };
}
