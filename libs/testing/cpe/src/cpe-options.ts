import type { AcsRequest, DeviceIdentity } from '#libs/cwmp';
import type { Clock } from './clock.ts';
import type { DeviceModel } from './model/device-model.ts';
import type { ModelName } from './model/models.ts';
import type { Transfer } from './transfer-queue.ts';

/** How transfers (and software module changes) end. */
export type TransferMode =
  /** By themselves, with success, without touching the network. */
  | 'simulate'
  /** By really fetching or sending the file over HTTP. */
  | 'fetch'
  /** Only when the test says so, with `finishTransfer`. */
  | 'manual';

export const UPGRADE_MANNERS = [
  /** Reboots into the new firmware and tells of it. */
  'applies',
  /** As before, but TransferComplete is never sent. */
  'silent',
  /** Reboots into the old firmware, although the transfer worked. */
  'reverts',
  /** Tells of success and runs the old firmware until it is rebooted. */
  'stays',
  /** Loses its configuration with the old firmware, and what it had to tell. */
  'resets',
  /** Is never heard of again. */
  'dies',
] as const;
/** What becomes of a firmware image that arrived. */
export type UpgradeManner = (typeof UPGRADE_MANNERS)[number];

export interface CpeOptions {
  /** Default: `tr181`. */
  readonly model?: ModelName | DeviceModel;
  /** Default: the model's maker and product, serial number SIM000001. */
  readonly identity?: Partial<DeviceIdentity>;
  readonly clock?: Clock;
  /** The first event. Default `bootstrap`: 0 BOOTSTRAP and 1 BOOT, as on first contact; `none` leaves it to the caller. */
  readonly firstContact?: 'bootstrap' | 'boot' | 'none';
  readonly unsupported?: readonly AcsRequest['method'][];
  /** Status in the answer to a write (default 0). */
  readonly writeStatus?: 0 | 1;
  /** Status in the answer to Download and Upload (default 1: a TransferComplete follows). */
  readonly transferStatus?: 0 | 1;
  /** Default `simulate`. */
  readonly transfers?: TransferMode;
  /** How long a simulated transfer takes after the session, in milliseconds (default 0). */
  readonly transferMs?: number;
  /** How long a diagnostic takes after the session, in milliseconds (default 0). */
  readonly diagnosticMs?: number;
  /** The version that runs after a firmware download; undefined leaves the old one running. Default: `installedVersion`. */
  readonly installs?: (transfer: Transfer, running: string) => string | undefined;
  /** Default `applies`. */
  readonly upgrades?: UpgradeManner;
  /** Reported in every Inform beside the forced ones. */
  readonly informAlso?: readonly string[];
  /** Values that differ from the model's, by path below the root (`ManagementServer.Username`); a factory reset keeps them. */
  readonly factoryValues?: Readonly<Record<string, string>>;
  /** What to tell as ConnectionRequestURL. Default: as in the model. */
  readonly connectionRequestUrl?: string;
  /** Keep the ledger (default true); a fleet of thousands does without. */
  readonly keepLedger?: boolean;
}

/** `SIM000001`: the serial number of the nth simulated device, the same in every run. */
export const simulatedSerial = (n: number): string => `SIM${String(n).padStart(6, '0')}`;
