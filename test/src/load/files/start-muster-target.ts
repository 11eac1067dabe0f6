import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commandId, deviceIdOf, type Image } from '#libs/domain';
import { type AdapterOptions, FileUrls, openAdapters, SystemClock, Vault } from '#libs/platform';
import { type ServerGroup, startKafka, startMongo, startRedis } from '#libs/testing/servers';
import { startRole } from '../../cluster/role-process.ts';
import { freePort } from '../inspector.ts';
import { pin, pinnedTo } from '../machine.ts';
import type { FileTarget } from './file-target.ts';

const HEAP = /^muster_process_heap_used_bytes\S* (\d+)/m;
const LIFETIME_MS = 3_600_000;

/** The firmware role as a process of its own, with the image in its folder. */
export async function folderTarget(content: Buffer): Promise<FileTarget> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-bench-'));
  const clean = () => rm(dataDir, { recursive: true, force: true });
  try {
    return await startTarget('Muster, folder', content, { dataDir }, { MUSTER_DATA_DIR: dataDir }, {}, clean);
  } catch (error) {
    await clean();
    throw error;
  }
}

/** The same with the image in GridFS; MongoDB is on the core of the load. */
export async function gridTarget(content: Buffer): Promise<FileTarget> {
  const groups: ServerGroup[] = [];
  const clean = async () => {
    await Promise.all(groups.map((group) => group.stop()));
  };
  const started = async <T extends ServerGroup>(starting: Promise<T>): Promise<T> => {
    const group = await starting;
    groups.push(group);
    for (const { pid } of group.nodes) if (pid !== undefined) pin(pid, 'load');
    return group;
  };
  try {
    const kafka = await started(startKafka({ isForLong: true }));
    const redis = await started(startRedis());
    const mongo = await started(startMongo());
    const mongoUrl = mongo.url.replace('/?', '/muster?');
    const cluster = { kafkaBrokers: kafka.brokers, kafkaPartitions: 3, redisUrls: [redis.url], mongoUrl };
    const env = {
      MUSTER_KAFKA_BROKERS: kafka.brokers.join(','),
      MUSTER_KAFKA_PARTITIONS: '3',
      MUSTER_REDIS_URL: redis.url,
      MUSTER_MONGO_URL: mongoUrl,
    };
    const others = { MongoDB: mongo.nodes[0]?.pid ?? 0 };
    return await startTarget('Muster, GridFS', content, { dataDir: ':memory:', cluster }, env, others, clean);
  } catch (error) {
    await clean();
    throw error;
  }
}

async function startTarget(
  name: string,
  content: Buffer,
  options: Omit<AdapterOptions, 'clock'>,
  env: Readonly<Record<string, string>>,
  others: Readonly<Record<string, number>>,
  clean: () => Promise<void>,
): Promise<FileTarget> {
  const image = await addImage(content, options);
  const [port, key] = [await freePort(), randomBytes(32)];
  const role = await startRole({
    app: 'firmware',
    name: 'firmware',
    prefix: pinnedTo('server'),
    env: {
      ...env,
      MUSTER_FIRMWARE_HOST: '127.0.0.1',
      MUSTER_FIRMWARE_PORT: String(port),
      MUSTER_SECRET_KEYS: `bench:${key.toString('base64')}`,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const urls = new FileUrls(new Vault([{ id: 'bench', key }]), new SystemClock(), { url, lifetimeMs: LIFETIME_MS });
  return {
    name,
    port,
    pids: { server: role.pid, ...others },
    paths: (clients) => Array.from({ length: clients }, (_, n) => pathOf(urls, image, n)),
    heapBytes: async () => Number(HEAP.exec(await (await fetch(`${role.httpUrl}/metrics`)).text())?.[1]),
    async stop() {
      await role.kill();
      await clean();
    },
  };
}

/** As provisioning would make it, for the nth device. */
function pathOf(urls: FileUrls, image: string, n: number): string {
  const deviceId = deviceIdOf({ manufacturer: '', oui: '00A0B1', productClass: 'Bench', serialNumber: String(n) });
  if (deviceId === undefined) throw new Error('A device has an id.');
  const made = urls.make({ to: 'fetch', image, deviceId, commandKey: 'F.bench.1.1', login: 'none' }, 'image.bin');
  if (!made.ok) throw new Error(made.why);
  return new URL(made.url).pathname;
}

/** Resolves with the id of the image, released. */
async function addImage(content: Buffer, options: Omit<AdapterOptions, 'clock'>): Promise<string> {
  const adapters = await openAdapters({ ...options, clock: new SystemClock() });
  try {
    const upload = commandId(Date.now(), randomBytes(10));
    await adapters.imageStore.append(upload, 0, [content] as unknown as AsyncIterable<Uint8Array>);
    await adapters.imageStore.complete(upload);
    const image: Image = {
      id: createHash('sha256').update(content).digest('hex'),
      revision: 0,
      name: 'bench.bin',
      version: '2',
      aliases: [],
      fileType: '1 Firmware Upgrade Image',
      size: content.length,
      fits: [],
      releaseNotes: '',
      state: 'released',
      createdAt: new Date().toISOString(),
    };
    await adapters.imageCatalog.add(image);
    return image.id;
  } finally {
    await adapters.close();
  }
}
