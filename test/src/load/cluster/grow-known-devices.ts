import { type Device, type DeviceId, deviceIdOf, EVERYTHING, informFingerprint } from '#libs/domain';
import { openAdapters, SystemClock } from '#libs/platform';
import { insertCopies, type ServerAddresses } from '#libs/testing/servers';
import { spareInform, spareSerial } from '../spare-devices.ts';
import { settleDevices } from './settle-devices.ts';

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
    const nowMs = clock.now();
    await settleDevices(adapters, { count: to - from, idOf: (n) => idOf(from + n), fingerprint, nowMs });
  } finally {
    await adapters.close();
  }
}
