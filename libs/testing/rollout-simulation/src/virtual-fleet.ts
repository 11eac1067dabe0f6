import type { DeviceId, ImageSubject } from '#libs/domain';

/** What the image does to a device. */
export type Fate =
  | 'works'
  /** It boots the new version, and its line stays down. */
  | 'fails'
  /** It boots the old version again. */
  | 'reverts'
  /** It is never heard of again. */
  | 'bricks'
  /** It works for an hour, and is never heard of again. */
  | 'bricksLater'
  /** The transfer breaks off: it tells that (9017), and is never heard of again. */
  | 'breaks';

export interface FleetTraits {
  readonly devices: number;
  /** What the image does, and to which share (0 to 1) of the devices; it works on the others. */
  readonly fate?: Fate;
  readonly share?: number;
  /** Only devices of this hardware version have the fate. */
  readonly onlyHardware?: 'A' | 'B';
  /** Share of the devices with hardware version B. */
  readonly hardwareB?: number;
  /** Share that can't be reached at first, and comes back within two days. */
  readonly offline?: number;
  /** Share of the transfers that nobody hears of: no TransferComplete is sent. */
  readonly lostTransferComplete?: number;
  /** Share of the transfers that break off once, with fault 9010. */
  readonly brokenTransfers?: number;
  /** Share of the Downloads whose session ends before the answer. */
  readonly lostAnswers?: number;
}

export interface VirtualDevice {
  readonly index: number;
  readonly id: DeviceId;
  readonly hardwareVersion: 'A' | 'B';
  readonly fate: Fate;
  /** Milliseconds from the start until it can be reached. */
  readonly onlineAfterMs: number;
  version: string;
  /** Nothing comes of it any more. */
  dead: boolean;
  /** The image was fetched. */
  touched: boolean;
  /** Downloads it was sent while one was under way: there must be none. */
  doubleDownloads: number;
  transfer: string | undefined;
}

const HOUR = 3_600_000;
const OFFLINE_MS = 48 * HOUR;

export function virtualFleet(traits: FleetTraits, random: () => number): readonly VirtualDevice[] {
  const { devices, fate = 'works', share = 0, onlyHardware, hardwareB = 0.1, offline = 0 } = traits;
  return Array.from({ length: devices }, (_, index) => {
    const hardwareVersion = random() < hardwareB ? 'B' : 'A';
    const isHit = random() < share && (onlyHardware === undefined || onlyHardware === hardwareVersion);
    return {
      index,
      id: `00A0B1-Router-${index}` as DeviceId,
      hardwareVersion,
      fate: isHit ? fate : 'works',
      onlineAfterMs: random() < offline ? random() * OFFLINE_MS : 0,
      version: '1.0',
      dead: false,
      touched: false,
      doubleDownloads: 0,
      transfer: undefined,
    };
  });
}

export function subjectOf({ index, hardwareVersion, version }: VirtualDevice): ImageSubject {
  return {
    identity: { manufacturer: 'Acme', oui: '00A0B1', productClass: 'Router', serialNumber: String(index) },
    hardwareVersion,
    softwareVersion: version,
  };
}
