import type { Image } from './image.ts';

export type ImageChange = Partial<Pick<Image, 'name' | 'version' | 'aliases' | 'fits' | 'releaseNotes' | 'signature'>>;

export type ImageOutcome =
  | { readonly status: 'changed'; readonly image: Image }
  /** It is as it should be already. */
  | { readonly status: 'same' }
  | { readonly status: 'refused'; readonly why: string };

/** Rollouts decide by what a released image says of itself: of that, only what people read may change. */
const CHANGEABLE = new Set<string>(['releaseNotes', 'name'] satisfies readonly (keyof ImageChange)[]);

export function changeImage(image: Image, change: ImageChange): ImageOutcome {
  const fixed = Object.keys(change).find((name) => !CHANGEABLE.has(name));
  if (image.state === 'released' && fixed !== undefined) {
    return { status: 'refused', why: `The image is released: its ${fixed} stays as it is until it is quarantined.` };
  }
  return { status: 'changed', image: { ...image, ...change } };
}

/** Also puts a quarantined one back into use. */
export function releaseImage(image: Image): ImageOutcome {
  if (image.state === 'released') return { status: 'same' };
  const { reason: _, ...rest } = image;
  return { status: 'changed', image: { ...rest, state: 'released' } };
}

export function quarantineImage(image: Image, reason: string): ImageOutcome {
  if (image.state === 'quarantined' && image.reason === reason) return { status: 'same' };
  return { status: 'changed', image: { ...image, state: 'quarantined', reason } };
}

/** Why the image can't be removed; undefined when it can. */
export function refuseRemoval({ state }: Image): string | undefined {
  return state === 'released' ? 'A released image may be on its way to devices: quarantine it first.' : undefined;
}

/** Last part of the URLs of the image, for CPEs that go by the ending of a file. */
export function imageFileName({ name, version }: Pick<Image, 'name' | 'version'>): string {
  const text = `${name}-${version}`.replaceAll(/[^A-Za-z0-9.]+/g, '-').replaceAll(/\.{2,}/g, '.');
  return `${
    text
      .replace(/^[.-]+/, '')
      .slice(0, 40)
      .replace(/[.-]+$/, '') || 'image'
  }.bin`;
}
