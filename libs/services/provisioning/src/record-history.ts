import { type DeviceHistory, type EventRecord, isSecretPath } from '#libs/domain';

/** Keeps the last events of each device for people; what would only repeat itself, or is large, is left out. */
export class RecordHistory {
  constructor(private readonly history: DeviceHistory) {}

  async handle(event: EventRecord): Promise<void> {
    if (event.type === 'rpc.sent' || event.type === 'rpc.answered') return;
    if (event.type !== 'device.informed') return this.history.add(event);
    if (event.data.settled) return;
    const parameters =
      event.data.parameters?.map((one) => (isSecretPath(one.name) ? { ...one, value: '' } : one)) ?? [];
    await this.history.add({ ...event, data: { ...event.data, parameters } });
  }
}
