import { type EmbeddedAdapters, IN_MEMORY, openEmbedded } from '#libs/adapters/embedded';
import { type CpeEnvelope, EVENT, type Inform } from '#libs/cwmp';
import { deviceIdOf, informFingerprint } from '#libs/domain';
import { createLogger, Vault } from '#libs/platform';
import { aDeviceId, ManualClock } from '#libs/testing/port-contracts';
import { Admission } from './admission.ts';
import { AwaitDecision } from './await-decision.ts';
import { RateLimiter } from './door/rate-limiter.ts';
import { GatewayMetrics } from './gateway-metrics.ts';
import { HideSecrets } from './hide-secrets.ts';
import { TellSecurity } from './login/tell-security.ts';
import { WatchDoubles } from './login/watch-doubles.ts';
import { OpenSession } from './open-session.ts';
import { anOpenGuard } from './testing/a-guard.ts';

/** Sessions that may wait for decisions at a new gateway: a twentieth of the most. */
const LIMIT = 10;

let adapters: EmbeddedAdapters;
let admission: Admission;
let decision: AwaitDecision;
let opening: OpenSession;

beforeEach(async () => {
  const clock = new ManualClock();
  adapters = await openEmbedded({ dataDir: IN_MEMORY, clock });
  const { readyCommands, signals, eventBus, sessionStore, settledMarks, presence } = adapters;
  const wait = { gateway: 'gateway-1', group: 'deciders', waitMs: 5_000, maxLag: 100 };
  decision = new AwaitDecision(readyCommands, signals, eventBus, clock, wait);
  await decision.start();
  const metrics = new GatewayMetrics(sessionStore);
  admission = new Admission(decision, metrics, clock, { targetMs: 1_000, mostOpening: LIMIT * 20, waitMs: 5_000 });
  const logger = createLogger('test', { level: 'error', format: 'json' });
  const secrets = new HideSecrets(new Vault([]));
  const options = { gateway: 'gateway-1', maxVersion: '1.4', timeoutMs: 30_000, holdRequests: false } as const;
  opening = new OpenSession(
    sessionStore,
    settledMarks,
    presence,
    eventBus,
    admission,
    anOpenGuard(adapters, metrics),
    new WatchDoubles(new TellSecurity(eventBus, clock, logger), signals, clock),
    new RateLimiter(clock, undefined),
    metrics,
    secrets,
    clock,
    options,
  );
});
afterEach(async () => {
  await decision.stop();
  await adapters.close();
});

function anInform(serialNumber: string, eventCode: string): Inform {
  return {
    method: 'Inform',
    deviceId: { manufacturer: 'Acme', oui: '00D09E', productClass: 'Gw', serialNumber },
    event: [{ eventCode, commandKey: '' }],
    maxEnvelopes: 1,
    currentTime: '2026-01-01T00:00:00Z',
    retryCount: 0,
    parameterList: [],
  };
}

async function callsIn(serialNumber: string, eventCode: string) {
  const message = anInform(serialNumber, eventCode);
  const envelope: CpeEnvelope = { namespace: 'urn:dslforum-org:cwmp-1-2', id: '1', body: { kind: 'message', message } };
  const reply = await opening.handle(envelope, message, {
    body: Buffer.alloc(0),
    sessionIds: [],
    connection: { name: serialNumber },
    target: '/',
    peer: { address: '192.0.2.1', network: '192.0.2.1', secure: false },
  });
  return 'turnedAwayFor' in reply ? reply.turnedAwayFor : reply.status;
}

async function settle(serialNumber: string): Promise<void> {
  const { deviceId, parameterList } = anInform(serialNumber, EVENT.periodic);
  const id = deviceIdOf(deviceId) ?? aDeviceId();
  const epoch = await adapters.settledMarks.epoch();
  await adapters.settledMarks.mark(id, { fingerprint: informFingerprint(parameterList), epoch });
}

test('where too many wait for decisions, only settled devices are let in', async () => {
  await settle('SETTLED');
  for (let n = 0; n < LIMIT; n++) expect(await callsIn(`WAITS${n}`, EVENT.periodic)).toBe(200);
  expect(await callsIn('UNSETTLED', EVENT.periodic)).toBe('decision');
  expect(await callsIn('BOOTED', EVENT.boot)).toBe('decision');
  expect(await callsIn('SETTLED', EVENT.periodic)).toBe(200);
  expect(await callsIn('SETTLED', EVENT.boot)).toBe('decision');
  expect(await adapters.sessionStore.count()).toBe(LIMIT + 1);
});
