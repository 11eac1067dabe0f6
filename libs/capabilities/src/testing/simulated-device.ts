import { type DesiredFacts, detectDataModel, deviceIdOf, type ReportedParameter, ReportedTree } from '#libs/domain';
import { type DeviceTree, factoryTree, type ModelName } from '#libs/testing/cpe';

/** A simulated device as the ACS knows it once all of it was read, and the device itself. */
export interface SimulatedDevice {
  readonly device: DesiredFacts['device'];
  readonly tree: ReportedTree;
  readonly cpe: DeviceTree;
}

export function simulatedDevice(name: ModelName, attributes: Readonly<Record<string, string>> = {}): SimulatedDevice {
  const cpe = factoryTree(name);
  const { model } = cpe;
  const identity = { ...model.device, serialNumber: 'SIM000001' };
  const dataModel = detectDataModel(model.informParameters);
  const id = deviceIdOf(identity);
  if (id === undefined) throw new Error(`${name} has no identity`);
  const device = { id, identity, softwareVersion: '1.0.0', dataModel, attributes };
  return { device, tree: new ReportedTree(reported(cpe)), cpe };
}

function reported(cpe: DeviceTree): readonly ReportedParameter[] {
  const names = cpe.names(cpe.model.root, false);
  const values = cpe.get(cpe.model.root);
  if (!names.ok || !values.ok) throw new Error(`${cpe.model.name} has no root`);
  const read = new Map(values.value.map(({ name, type, value }) => [name, { type, value }]));
  return names.value.map(({ name, writable }) => ({ path: name, writable, ...read.get(name) }));
}
