import type { DeviceEventRecord } from '#libs/domain';
import type { RecordAudit } from '#libs/platform';

/** Puts the events of security into the audit log. One that comes twice is in it twice, with the same id. */
export class AuditSecurity {
  constructor(private readonly audit: RecordAudit) {}

  /** Rejects as the log does. */
  async handle({ type, id, deviceId, data }: DeviceEventRecord): Promise<void> {
    if (!type.startsWith('security.')) return;
    const { by = '', address = '', ...detail } = plainMembers(data);
    await this.audit.record({
      who: by,
      from: address,
      what: type,
      subject: deviceId,
      detail: { ...detail, event: id },
    });
  }
}

/** What is no text or number is in the event. */
function plainMembers(data: object): Readonly<Record<string, string>> {
  const members = Object.entries(data).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(members.map(([name, value]) => [name, String(value)]));
}
