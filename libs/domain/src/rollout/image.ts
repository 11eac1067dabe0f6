import type { Timestamp } from '../device/device.ts';

export const IMAGE_STATES = ['draft', 'released', 'quarantined'] as const;
/** draft: for single devices only. released: for rollouts, too. quarantined: given to nobody, from this second on. */
export type ImageState = (typeof IMAGE_STATES)[number];

/** Devices that an image is for; a member that is absent asks for nothing. */
export interface ImageTarget {
  readonly oui?: string;
  readonly productClass?: string;
  readonly hardwareVersion?: string;
  /** Software versions from which it may be installed. */
  readonly fromVersions?: readonly string[];
}

/** A file for CPEs, of which there is one for each content. */
export interface Image {
  /** SHA-256 of the content in hexadecimal. */
  readonly id: string;
  /** Grows by one with every save; 0 before the first. */
  readonly revision: number;
  readonly size: number;
  readonly name: string;
  /** What the CPE reports as SoftwareVersion once it runs. */
  readonly version: string;
  /** As TR-069 spells it. */
  readonly fileType: string;
  /** Last part of its URLs, and what CPEs are told as TargetFileName; letters, digits, `.`, `_` and `-`. */
  readonly fileName: string;
  /** It is for devices that fit one of them; for all when there is none. */
  readonly targets: readonly ImageTarget[];
  readonly notes: string;
  /** Of the vendor, as it came; nothing here checks it. */
  readonly signature?: string;
  readonly state: ImageState;
  /** Why it was quarantined. */
  readonly reason?: string;
  readonly createdAt: Timestamp;
  readonly changedAt: Timestamp;
}

export type ImageChange = Partial<Pick<Image, 'name' | 'version' | 'targets' | 'notes' | 'signature'>>;

export type ImageOutcome =
  | { readonly status: 'changed'; readonly image: Image }
  /** It is as it should be already. */
  | { readonly status: 'same' }
  | { readonly status: 'refused'; readonly why: string };

/** A released image is what rollouts decided on: only its notes may change. */
export function changeImage(image: Image, change: ImageChange, at: Timestamp): ImageOutcome {
  const members = Object.keys(change).filter((name) => name !== 'notes');
  if (image.state === 'released' && members.length > 0) {
    return { status: 'refused', why: `A released image stays as it is; only its notes may change, not ${members[0]}.` };
  }
  return { status: 'changed', image: { ...image, ...change, changedAt: at } };
}

/** Also puts a quarantined one back into use. */
export function releaseImage(image: Image, at: Timestamp): ImageOutcome {
  if (image.state === 'released') return { status: 'same' };
  const { reason: _, ...rest } = image;
  return { status: 'changed', image: { ...rest, state: 'released', changedAt: at } };
}

export function quarantineImage(image: Image, reason: string, at: Timestamp): ImageOutcome {
  if (image.state === 'quarantined' && image.reason === reason) return { status: 'same' };
  return { status: 'changed', image: { ...image, state: 'quarantined', reason, changedAt: at } };
}

/** Undefined when the image may be removed. */
export function refuseRemoval({ state }: Image): string | undefined {
  return state === 'released' ? 'A released image may be on its way to devices: quarantine it first.' : undefined;
}
