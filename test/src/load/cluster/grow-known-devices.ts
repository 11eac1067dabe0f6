import { type Device, type DeviceId, deviceIdOf, EVERYTHING, informFingerprint } from '#libs/domain';
import { type Adapters, openAdapters, SystemClock } from '#libs/platform';
import { insertCopies, type ServerAddresses } from '#libs/testing/servers';
import { spareInform, spareSerial } from '../spare-devices.ts';

/** As many settled marks wait for Redis at a time. */
const MARKS_AT_ONCE = 5_000;
const PRESENCE_AT_ONCE = 100_000;

/**
 * Lets the ACS know more devices, as if they had called in long ago: their documents, settled marks and presence, without
 * the parameters they reported, which no settled session looks at. The document is one that the ACS wrote itself, copied
 * under other ids; marks and presence go through the ports.
 */
export async function growKnownDevices(
  servers: ServerAddresses,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const clock = new SystemClock();
  const { kafka: kafkaBrokers, redis, mongo: mongoUrl } = servers;
  const cluster = { kafkaBrokers, kafkaPartitions: 96, redisUrls: [redis], mongoUrl };
  const adapters = await openAdapters({ dataDir: ':memory:', clock, cluster });
  try {
    const { devices } = await adapters.deviceStore.list({ filter: EVERYTHING, sort: 'id', limit: 1 });
    const [known] = devices;
    if (known === undefined) throw new Error('The ACS knows no device that could be copied.');
    const { deviceId: identity, parameterList } = spareInform();
    const idOf = (n: number) => deviceIdOf({ ...identity, serialNumber: spareSerial(n) }) as DeviceId;
    const fingerprint = informFingerprint(parameterList);
    await insertCopies(mongoUrl, {
      collection: 'devices',
      of: known.id,
      count: to - from,
      change: (row, n) => ({
        ...row,
        _id: idOf(from + n),
        identity: { ...(row as unknown as Device).identity, ...identity, serialNumber: spareSerial(from + n) },
      }),
    });
    await mark(adapters, from, to, idOf, fingerprint);
    await beSeen(adapters, from, to, idOf, clock.now());
  } finally {
    await adapters.close();
  }
}

async function mark(
  { settledMarks }: Adapters,
  from: number,
  to: number,
  idOf: (n: number) => DeviceId,
  fingerprint: string,
): Promise<void> {
  const epoch = await settledMarks.epoch();
  for (let first = from; first < to; first += MARKS_AT_ONCE) {
    const length = Math.min(MARKS_AT_ONCE, to - first);
    await Promise.all(Array.from({ length }, (_, n) => settledMarks.mark(idOf(first + n), { fingerprint, epoch })));
  }
}

/** Seen now, and their documents written now: the next write of each is due after the presence interval. */
async function beSeen(
  { presence }: Adapters,
  from: number,
  to: number,
  idOf: (n: number) => DeviceId,
  nowMs: number,
): Promise<void> {
  for (let first = from; first < to; first += PRESENCE_AT_ONCE) {
    const end = Math.min(to, first + PRESENCE_AT_ONCE);
    for (let n = first; n < end; n++) presence.seen(idOf(n), nowMs);
    while ((await presence.takeUnwritten(nowMs + 1, nowMs + 1, PRESENCE_AT_ONCE)).size > 0);
  }
}
