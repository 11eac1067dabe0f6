import { fitsModel, type Image, type ImageId, type ImageSubject, installsOver, runsImage } from './image.ts';
import { compareVersions } from './version-order.ts';

/** One image on the way to the target. */
export interface ImageStep {
  readonly image: ImageId;
  /** SoftwareVersion the device reports before. */
  readonly from: string;
  /** `Image.version`; the device may report an alias of it. */
  readonly to: string;
}

export type ImagePath =
  | { readonly kind: 'path'; readonly steps: readonly ImageStep[] }
  | { readonly kind: 'refused'; readonly reason: PathRefusal; readonly detail: string };

export type PathRefusal =
  /** It runs the target, and to install it again was not asked for. */
  | 'already'
  /** The image is for other models, or no released image leads from the device's version to it. */
  | 'incompatible'
  /** It runs a later version, and to go back was not asked for. */
  | 'downgrade'
  /** The target is a draft or quarantined. */
  | 'notReleased';

export interface PathGuards {
  readonly allowDowngrade?: boolean;
  readonly allowReinstall?: boolean;
}

/** More than that many images one after the other is a mistake in what they say about versions. */
export const MAX_STEPS = 8;

/**
 * The way of a device to the target: the fewest released images that install one over the other; of two ways as short, the
 * one by later versions. An intermediate image never goes beyond the target, nor back.
 */
export function imagePath(
  target: Image,
  images: readonly Image[],
  device: ImageSubject,
  guards: PathGuards = {},
): ImagePath {
  const refusal = refusePath(target, device, guards);
  if (refusal) return refusal;
  const { softwareVersion } = device;
  if (installsOver(target, device, softwareVersion)) return found([stepTo(target, softwareVersion)]);
  const between = intermediates(target, images, device);
  const queue: (readonly ImageStep[])[] = [[]];
  const seen = new Set<ImageId>();
  for (let steps = queue.shift(); steps !== undefined; steps = queue.shift()) {
    const version = steps.at(-1)?.to ?? softwareVersion;
    if (installsOver(target, device, version)) return found([...steps, stepTo(target, version)]);
    if (steps.length >= MAX_STEPS - 1) continue;
    for (const image of between) {
      if (seen.has(image.id) || !installsOver(image, device, version)) continue;
      seen.add(image.id);
      queue.push([...steps, stepTo(image, version)]);
    }
  }
  return refused('incompatible', `No released image leads from ${softwareVersion} to ${target.version}.`);
}

function refusePath(target: Image, device: ImageSubject, guards: PathGuards): ImagePath | undefined {
  const { softwareVersion } = device;
  if (target.state !== 'released') return refused('notReleased', `The image ${target.version} is ${target.state}.`);
  if (runsImage(target, softwareVersion)) {
    return guards.allowReinstall ? undefined : refused('already', `The device runs ${softwareVersion}.`);
  }
  if (!fitsModel(target, device)) return refused('incompatible', 'The image is for other models.');
  if (compareVersions(softwareVersion, target.version) > 0 && !guards.allowDowngrade) {
    return refused('downgrade', `The device runs ${softwareVersion}, which is later than ${target.version}.`);
  }
  return undefined;
}

/** Later ones first. */
function intermediates(target: Image, images: readonly Image[], device: ImageSubject): readonly Image[] {
  const isBetween = ({ version }: Image): boolean =>
    compareVersions(version, device.softwareVersion) > 0 && compareVersions(version, target.version) < 0;
  return images
    .filter((image) => image.id !== target.id && image.state === 'released' && isBetween(image))
    .toSorted((a, b) => compareVersions(b.version, a.version) || (a.id < b.id ? -1 : 1));
}

function stepTo(image: Image, from: string): ImageStep {
  return { image: image.id, from, to: image.version };
}

function found(steps: readonly ImageStep[]): ImagePath {
  return { kind: 'path', steps };
}

function refused(reason: PathRefusal, detail: string): ImagePath {
  return { kind: 'refused', reason, detail };
}
