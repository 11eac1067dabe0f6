import { IN_MEMORY, openEmbedded } from '#libs/adapters/embedded';
import { AUDIT_START, type DeviceEventRecord, type DeviceId, firstBroken } from '#libs/domain';
import { AuditProofs, createLogger, RecordAudit, Vault } from '#libs/platform';
import { ManualClock } from '#libs/testing/port-contracts';
import { AuditSecurity } from './audit-security.ts';

const proofs = new AuditProofs(new Vault([{ id: 'k', key: Buffer.alloc(32) }]));
const deviceId = '00D09E-Router-1' as DeviceId;

async function audited(...events: readonly object[]) {
  const clock = new ManualClock();
  const { auditLog, close } = await openEmbedded({ dataDir: IN_MEMORY, clock });
  const logger = createLogger('test', { level: 'error', format: 'json' });
  const audit = new AuditSecurity(new RecordAudit(auditLog, proofs, clock, logger));
  for (const event of events) await audit.handle({ deviceId, ...event } as DeviceEventRecord);
  const links = await auditLog.after(0, 10);
  await close();
  return links;
}

test('what is told about security is in the log: who, from where, about which device', async () => {
  const data = {
    reason: 'wrong_login',
    address: '192.0.2.66',
    username: 'eve',
    untold: 3,
    identity: { oui: '00D09E' },
  };
  const links = await audited({ type: 'security.login.failed', id: 'e1', data });
  expect(links).toEqual([
    expect.objectContaining({
      what: 'security.login.failed',
      who: '',
      from: '192.0.2.66',
      subject: deviceId,
      detail: { reason: 'wrong_login', username: 'eve', untold: '3', event: 'e1' },
    }),
  ]);
  expect(firstBroken(links, AUDIT_START, proofs.isProof)).toBeUndefined();
});

test('other events are not', async () => {
  expect(await audited({ type: 'device.informed', id: 'e1', data: { sessionId: 's' } })).toEqual([]);
});
