import type { DeepReadonly, LEFT_OUT_REASONS, RolloutPreviewLine } from '#libs/api-contract';
import type { DeviceId, Image, ImagePath, ImageStep } from '#libs/domain';
import type { Holder } from './rollout-holders.ts';

const EXAMPLES = 5;
/** Kinds that are told; ten times as many are counted apart. */
const TOLD = 100;
const COUNTED = 1_000;

export type RolloutPreview = Extract<DeepReadonly<RolloutPreviewLine>, { readonly result: unknown }>['result'];
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

interface Share {
  devices: number;
  readonly examples: DeviceId[];
}

interface LeftOut extends Share {
  readonly reason: LeftOutReason;
  readonly detail: string;
  readonly rollout?: Holder;
}

interface Path extends Share {
  readonly from: string;
  readonly versions: readonly string[];
}

/** Counts what a rollout would do to whom, by kind. Its size does not grow with the number of devices. */
export class RolloutTally {
  readonly #images: ReadonlyMap<string, Image>;
  readonly #paths = new Map<string, Path>();
  readonly #leftOut = new Map<string, LeftOut>();
  readonly #otherPaths = noShare();
  readonly #otherLeftOut = noShare();
  readonly #fetches = new Map<string, number>();
  #devices = 0;
  #upgraded = 0;
  #held = 0;

  constructor(images: ReadonlyMap<string, Image>) {
    this.#images = images;
  }

  /** Devices that come into a wave. */
  get enrolled(): number {
    return this.#devices - this.#held;
  }

  get upgraded(): number {
    return this.#upgraded;
  }

  /** Images that are fetched by all of these. */
  get fetches(): number {
    return [...this.#fetches.values()].reduce((sum, devices) => sum + devices, 0);
  }

  addHeld(id: DeviceId, rollout: Holder): void {
    this.#devices++;
    this.#held++;
    this.#leave(id, { reason: 'held', detail: `The rollout ${rollout.name} holds it.`, rollout });
  }

  add(id: DeviceId, softwareVersion: string, path: ImagePath): void {
    this.#devices++;
    if (path.kind === 'path') this.#upgrade(id, softwareVersion, path.steps);
    else this.#leave(id, { reason: reasonOf(path), detail: path.detail });
  }

  addExcluded(devices: number, examples: readonly DeviceId[]): void {
    if (devices === 0) return;
    const excluded = { reason: 'excluded', detail: 'It is excluded by target.exclude.' } as const;
    this.#leftOut.set('excluded', { ...excluded, devices, examples: examples.slice(0, EXAMPLES) });
  }

  result(): Pick<
    RolloutPreview,
    'devices' | 'upgraded' | 'paths' | 'otherPaths' | 'leftOut' | 'otherLeftOut' | 'images' | 'bytes'
  > {
    const images = [...this.#fetches].flatMap(([id, devices]) => {
      const image = this.#images.get(id);
      return image ? [{ id, version: image.version, size: image.size, devices }] : [];
    });
    return {
      devices: this.#devices,
      upgraded: this.#upgraded,
      ...told('paths', 'otherPaths', this.#paths.values(), this.#otherPaths),
      ...told('leftOut', 'otherLeftOut', this.#leftOut.values(), this.#otherLeftOut),
      images,
      bytes: images.reduce((sum, { size, devices }) => sum + size * devices, 0),
    };
  }

  #upgrade(id: DeviceId, from: string, steps: readonly ImageStep[]): void {
    this.#upgraded++;
    for (const { image } of steps) this.#fetches.set(image, (this.#fetches.get(image) ?? 0) + 1);
    const versions = steps.map(({ to }) => to);
    const key = JSON.stringify([from, ...versions]);
    countIn(this.#paths, key, id, this.#otherPaths, () => ({ ...noShare(), from, versions }));
  }

  #leave(id: DeviceId, why: Pick<LeftOut, 'reason' | 'detail' | 'rollout'>): void {
    const key = JSON.stringify([why.reason, why.detail, why.rollout?.id]);
    countIn(this.#leftOut, key, id, this.#otherLeftOut, () => ({ ...noShare(), ...why }));
  }
}

function reasonOf({ reason }: Extract<ImagePath, { kind: 'refused' }>): LeftOutReason {
  // A target that is no released one is a problem of the rollout, and here it is taken for released.
  return reason === 'notReleased' ? 'incompatible' : reason;
}

function countIn<T extends Share>(known: Map<string, T>, key: string, id: DeviceId, other: Share, make: () => T): void {
  const share = known.get(key);
  if (share !== undefined) count(share, id);
  else if (known.size >= COUNTED) count(other, id);
  else {
    const first = make();
    count(first, id);
    known.set(key, first);
  }
}

/** The commonest by name, the others together. */
function told<Name extends string, Other extends string, T extends Share>(
  name: Name,
  other: Other,
  shares: Iterable<T>,
  uncounted: Share,
) {
  const sorted = [...shares].toSorted((a, b) => b.devices - a.devices);
  const rest = { devices: uncounted.devices, examples: [...uncounted.examples] };
  for (const { devices, examples } of sorted.slice(TOLD)) {
    rest.devices += devices;
    rest.examples.push(...examples.slice(0, EXAMPLES - rest.examples.length));
  }
  return { [name]: sorted.slice(0, TOLD), [other]: rest } as Record<Name, readonly T[]> & Record<Other, Share>;
}

function noShare(): Share {
  return { devices: 0, examples: [] };
}

function count(share: Share, id: DeviceId): void {
  share.devices++;
  if (share.examples.length < EXAMPLES) share.examples.push(id);
}
