import type { Access } from '#libs/api-contract';
import type { DeviceAccess, SealedLogin } from '#libs/domain';

/** Without anything that a password could be had from. */
export function showAccess({ deviceId, standing, current, next, knock }: DeviceAccess): Access {
  return {
    deviceId,
    standing,
    ...(current && { login: shown(current) }),
    ...(next && { nextLogin: shown(next) }),
    ...(knock && { knock: { ...knock.identity, address: knock.address, at: knock.at } }),
  };
}

function shown({ username, changedAt }: SealedLogin) {
  return { username, changedAt };
}
