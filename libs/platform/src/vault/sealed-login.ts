import type { DeviceId, SealedLogin, Timestamp } from '#libs/domain';
import type { Vault } from './vault.ts';

/** A name and a password in the clear. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** No secret of a device is named so. */
const NAME = '$login';

/** Throws NoSecretKey. */
export function sealLogin(vault: Vault, deviceId: DeviceId, login: Login, changedAt: Timestamp): SealedLogin {
  return { username: login.username, ...vault.seal(login.password, deviceId, NAME), changedAt };
}

/** Throws SecretUnreadable. */
export function openLogin(vault: Vault, deviceId: DeviceId, { username, keyId, sealed }: SealedLogin): Login {
  return { username, password: vault.open({ keyId, sealed }, deviceId, NAME) };
}
