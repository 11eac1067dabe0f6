import { type DeviceEventRecord, type DeviceHistory, isSecretPath } from '#libs/domain';

const INTERNAL: ReadonlySet<DeviceEventRecord['type']> = new Set(['rpc.sent', 'rpc.answered', 'command.overdue']);
/** Anybody may claim to be a device: what was only claimed is no history of it, and there is no end to it. */
const CLAIMED: ReadonlySet<DeviceEventRecord['type']> = new Set(['security.login.failed', 'security.device.knocked']);

/** Keeps the last events of each device for people; what would only repeat itself, or is large, is left out. */
export class RecordHistory {
  constructor(private readonly history: DeviceHistory) {}

  async handle(event: DeviceEventRecord): Promise<void> {
    if (INTERNAL.has(event.type) || CLAIMED.has(event.type)) return;
    if (event.type !== 'device.informed') return this.history.add(event);
    if (event.data.settled) return;
    const parameters =
      event.data.parameters?.map((one) => (isSecretPath(one.name) ? { ...one, value: '' } : one)) ?? [];
    await this.history.add({ ...event, data: { ...event.data, parameters } });
  }
}
