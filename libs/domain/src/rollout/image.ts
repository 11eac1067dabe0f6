import type { Device, Timestamp } from '../device/device.ts';
import { compareVersions } from './version-order.ts';

/** SHA-256 of the file, 64 lower-case hexadecimal digits: the same file is the same image. */
export type ImageId = string;

/** draft: may be tried by nobody. released: may be sent. quarantined: is sent to nobody any more, whatever says so. */
export const IMAGE_STATES = ['draft', 'released', 'quarantined'] as const;
export type ImageState = (typeof IMAGE_STATES)[number];

/** A firmware file and what is known about it; its bytes are the ImageStore's. */
export interface Image {
  readonly id: ImageId;
  /** Grows by one with every save; 0 before the first. */
  readonly revision: number;
  readonly name: string;
  /** SoftwareVersion of a device that runs it. */
  readonly version: string;
  /** Other texts by which devices report that version. */
  readonly aliases: readonly string[];
  /** Of Download (TR-069 A.3.2.8), such as `1 Firmware Upgrade Image`. */
  readonly fileType: string;
  /** Exact, in bytes: some CPEs refuse a Download whose FileSize is wrong. */
  readonly size: number;
  readonly fits: readonly ImageFit[];
  readonly releaseNotes: string;
  /** Detached, base64, kept beside the file; the CPE checks its own. */
  readonly signature?: string;
  readonly state: ImageState;
  /** Why it is quarantined. */
  readonly reason?: string;
  readonly createdAt: Timestamp;
}

/** Devices that an image may be sent to. Members that are absent make no difference. */
export interface ImageFit {
  readonly manufacturer?: string;
  readonly oui?: string;
  readonly productClass?: string;
  readonly hardwareVersion?: string;
  /** Versions it may be installed over; absent: any. */
  readonly from?: VersionRange;
}

export type VersionRange =
  | { readonly versions: readonly string[] }
  /** Both ends are in it. */
  | { readonly atLeast?: string; readonly atMost?: string };

export type ImageSubject = Pick<Device, 'identity' | 'hardwareVersion' | 'softwareVersion'>;

/** Whether a device that reports `softwareVersion` runs the image. */
export function runsImage(image: Pick<Image, 'version' | 'aliases'>, softwareVersion: string): boolean {
  return softwareVersion === image.version || image.aliases.includes(softwareVersion);
}

/** Whether the image is for the device's model, whatever version it has. */
export function fitsModel(image: Image, device: ImageSubject): boolean {
  return image.fits.some((fit) => isModel(fit, device));
}

/** Whether the image may be installed over `version` on the device's model. */
export function installsOver(image: Image, device: ImageSubject, version: string): boolean {
  return image.fits.some((fit) => isModel(fit, device) && (fit.from === undefined || isWithin(fit.from, version)));
}

function isModel(fit: ImageFit, { identity, hardwareVersion }: ImageSubject): boolean {
  return (
    agrees(fit.manufacturer, identity.manufacturer) &&
    agrees(fit.oui, identity.oui) &&
    agrees(fit.productClass, identity.productClass) &&
    agrees(fit.hardwareVersion, hardwareVersion)
  );
}

function agrees(wanted: string | undefined, has: string): boolean {
  return wanted === undefined || wanted === has;
}

export function isWithin(range: VersionRange, version: string): boolean {
  if ('versions' in range) return range.versions.includes(version);
  const { atLeast, atMost } = range;
  return (
    (atLeast === undefined || compareVersions(version, atLeast) >= 0) &&
    (atMost === undefined || compareVersions(version, atMost) <= 0)
  );
}
