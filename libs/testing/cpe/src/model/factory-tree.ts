import { DeviceTree } from '../tree/device-tree.ts';
import { loadModel, type ModelName } from './models.ts';

/** A device of a kind as it leaves the factory: its parameters without a session. What changes by itself stands still. */
export function factoryTree(name: ModelName): DeviceTree {
  return new DeviceTree(loadModel(name), (_kind, base) => base);
}
