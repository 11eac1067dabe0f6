import type { DeclarationStore, DeviceEventRecord, DeviceId, DeviceStore, SettledMarks } from '#libs/domain';

/**
 * What was declared about a device before it called becomes the device's own. Both events may come first: a declaration is
 * durable before its event, and a device is there when `device.registered` is handled.
 */
export class TakeOverDeclaration {
  constructor(
    private readonly devices: DeviceStore,
    private readonly declarations: DeclarationStore,
    private readonly settled: SettledMarks,
  ) {}

  async handle({ type, deviceId }: DeviceEventRecord): Promise<void> {
    if (type !== 'device.declared' && type !== 'device.registered') return;
    // The next Inform must not pass as settled: it is then looked at what follows from what was said.
    if (type === 'device.declared') await this.settled.clear(deviceId);
    await this.takeOver(deviceId);
  }

  private async takeOver(deviceId: DeviceId): Promise<void> {
    const declaration = await this.declarations.get(deviceId);
    const device = declaration && (await this.devices.get(deviceId));
    if (declaration === undefined || device === undefined) return;
    const { tags, attributes } = declaration;
    await this.devices.save({ ...device, tags, attributes: { ...device.attributes, ...attributes } });
    await this.declarations.remove(deviceId);
  }
}
