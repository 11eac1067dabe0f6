import type { DeviceIdentity } from '#libs/cwmp';
import type { CpeOptions } from './cpe-options.ts';
import type { DeviceTree } from './tree/device-tree.ts';

/** Writes what tells this device from others of its model. */
export function putPersonalValues(tree: DeviceTree, identity: DeviceIdentity, options: CpeOptions): void {
  const { root, device } = tree.model;
  tree.put(`${root}DeviceInfo.SerialNumber`, identity.serialNumber);
  if (identity.manufacturer !== device.manufacturer) tree.put(`${root}DeviceInfo.Manufacturer`, identity.manufacturer);
  if (identity.oui !== device.oui) tree.put(`${root}DeviceInfo.ManufacturerOUI`, identity.oui);
  if (identity.productClass !== device.productClass) tree.put(`${root}DeviceInfo.ProductClass`, identity.productClass);
  if (options.connectionRequestUrl !== undefined)
    tree.put(`${root}ManagementServer.ConnectionRequestURL`, options.connectionRequestUrl);
  for (const [path, value] of Object.entries(options.factoryValues ?? {}))
    if (!tree.put(root + path, value)) throw new RangeError(`The model has no parameter ${root}${path}`);
}
