import { setTimeout as delay } from 'node:timers/promises';
import type { DeviceId } from '#libs/domain';
import { openAdapters, SystemClock } from '#libs/platform';
import { cloneDocuments, type ServerAddresses } from '#libs/testing/servers';
import { callIn } from '../../boot-storm/call-in.ts';
import { settleDevices } from '../../cluster/settle-devices.ts';
import { ThinCpe } from './thin-cpe.ts';

const TEMPLATE = 'FLEETTEMPLATE';
/** Sessions after which a CPE must be left alone. */
const MOST_SESSIONS = 6;

export interface KnownFleetOrder {
  readonly servers: ServerAddresses;
  /** Of a gateway. */
  readonly port: number;
  readonly cpes: number;
}

/** CPEs that the ACS knows, as it wants them, and settled: copies of one that called in until there was nothing to do. */
export async function knownFleet({ servers, port, cpes: count }: KnownFleetOrder): Promise<readonly ThinCpe[]> {
  const template = new ThinCpe(TEMPLATE);
  await converge(template, port);
  const cpes = Array.from({ length: count }, (_, n) => {
    const cpe = new ThinCpe(`FLEET${String(n).padStart(6, '0')}`);
    cpe.takeAfter(template);
    return cpe;
  });
  const copies = cpes.map(({ serial }) => serial);
  // The copies' events are in other partitions: none of theirs was handled yet.
  await cloneDocuments(servers.mongo, { original: TEMPLATE, copies, set: { 'lastInform.position': -1 } });
  await settle(servers, template, cpes);
  return cpes;
}

async function converge(cpe: ThinCpe, port: number): Promise<void> {
  let events = ['0 BOOTSTRAP', '1 BOOT'];
  for (let n = 0; n < MOST_SESSIONS; n++) {
    const before = cpe.rpcs.length;
    const call = await callIn({ port, inform: cpe.inform(events), obey: (xml) => cpe.obey(xml) });
    if (call.outcome !== 'served') throw new Error(`A session of the first CPE was ${call.outcome}.`);
    if (cpe.rpcs.length === before && cpe.wasReadBack) return;
    events = ['2 PERIODIC'];
    await delay(100);
  }
  throw new Error('The first CPE is still asked for something.');
}

async function settle(servers: ServerAddresses, template: ThinCpe, cpes: readonly ThinCpe[]): Promise<void> {
  const clock = new SystemClock();
  const { kafka: kafkaBrokers, redis, mongo: mongoUrl } = servers;
  const cluster = { kafkaBrokers, kafkaPartitions: 24, redisUrls: [redis], mongoUrl };
  const adapters = await openAdapters({ dataDir: ':memory:', clock, cluster });
  try {
    const known = await adapters.deviceStore.get(template.deviceId as DeviceId);
    if (known === undefined) throw new Error('The first CPE is not known.');
    await settleDevices(adapters, {
      count: cpes.length,
      idOf: (n) => cpes[n]?.deviceId as DeviceId,
      fingerprint: known.lastInform.fingerprint,
      nowMs: clock.now(),
    });
  } finally {
    await adapters.close();
  }
}
