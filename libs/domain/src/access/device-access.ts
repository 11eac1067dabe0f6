import type { DeviceIdentity } from '#libs/cwmp';
import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';

/** On this topic of `Signals` whoever changed the access of a device says which. */
export const ACCESS_TOPIC = 'access';

/** admitted: it may have sessions. quarantined: its Informs are answered, and nothing else. refused: it is turned away. */
export const STANDINGS = ['admitted', 'quarantined', 'refused'] as const;
export type Standing = (typeof STANDINGS)[number];

/** A name and a password; the password as whoever has the key sealed it. */
export interface SealedLogin {
  readonly username: string;
  readonly keyId: string;
  /** Base64 of what the cipher made of the password. */
  readonly sealed: string;
  readonly changedAt: Timestamp;
}

/** Who knocked: what an unknown device said, and from where. */
export interface Knock {
  readonly identity: DeviceIdentity;
  readonly address: string;
  readonly at: Timestamp;
}

/** Whether a device may come in, and how it proves that it is the device. Nothing else is known of it here. */
export interface DeviceAccess {
  readonly deviceId: DeviceId;
  /** Grows by one with every save; 0 before the first. */
  readonly revision: number;
  readonly standing: Standing;
  /** The login that an operator set, or that the device was seen to have. */
  readonly current?: SealedLogin;
  /** The one it is being given. Until it was seen both work: nobody knows whether the CPE took it over. */
  readonly next?: SealedLogin;
  /** Of one that was quarantined. */
  readonly knock?: Knock;
}

/** What a session has proved. `next`: the login that the device was being given. `shared`: one that other devices have, too. */
export const PROOFS = ['own', 'next', 'shared', 'certificate', 'none'] as const;
export type Proof = (typeof PROOFS)[number];

export function newAccess(deviceId: DeviceId, standing: Standing): DeviceAccess {
  return { deviceId, revision: 0, standing };
}

export function withStanding(access: DeviceAccess, standing: Standing): DeviceAccess {
  const { knock: _, ...rest } = access;
  return standing === 'quarantined' ? { ...access, standing } : { ...rest, standing };
}

/** An operator says what it logs in with; what it was being given is void. */
export function withLogin(access: DeviceAccess, current: SealedLogin): DeviceAccess {
  const { next: _, ...rest } = access;
  return { ...rest, current };
}

/** The same access when the next login was seen already, or there is none. */
export function nextWasSeen(access: DeviceAccess): DeviceAccess {
  const { next, ...rest } = access;
  return next === undefined ? access : { ...rest, current: next };
}

/** A shared login is for devices that never had one of their own; a factory reset does not bring it back. */
export function mayUseShared(access: DeviceAccess | undefined): boolean {
  return access?.current === undefined;
}
