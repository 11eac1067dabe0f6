import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  describeWith,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  type KafkaServers,
  startKafka,
  until,
} from '#libs/testing/servers';
import { checkInforms } from './kafka/inform-ledger.ts';
import { type Call, MarkedCpe } from './kafka/marked-cpe.ts';
import { readInforms } from './kafka/read-informs.ts';
import { type RoleProcess, startRole } from './role-process.ts';

/** CPEs of the fleet, which honour Retry-After. */
const FLEET = 1_000;
/** CPEs that call in vain, again and again, whatever they are told. */
const FLOOD = 64;
const FLOOD_MS = 15_000;
/** After so long a gateway gives up on Kafka. */
const PUBLISH_TIMEOUT_MS = 5_000;
const RETURNS_PER_S = 100;
/** Parameters that make an Inform of the flood some 60 KB. */
const BALLAST = 300;

describeWith(['redis', 'mongo'], 'a gateway whose Kafka is down', ({ redis, mongo }) => {
  const topicPrefix = freshTopicPrefix();
  const lines: string[] = [];
  let kafka: KafkaServers;
  let gateway: RoleProcess;
  let port: number;
  const cpes = Array.from({ length: FLEET }, (_, n) => new MarkedCpe(`DOWN${n}`));
  /** The calls of the fleet, in the order of their answers. */
  const calls: Call[] = [];
  /** What the flood was answered. */
  const flooded: Call[] = [];
  const memory: { readonly early: number[]; readonly late: number[] } = { early: [], late: [] };
  let downAtMs: number;
  let upAtMs: number;

  beforeAll(async () => {
    kafka = await startKafka({ isForLong: true });
    const database = new URL(mongo);
    database.pathname = `/${freshMongoDatabase()}`;
    gateway = await startRole({
      app: 'cwmp-gateway',
      name: 'gateway',
      env: {
        MUSTER_KAFKA_BROKERS: kafka.brokers.join(','),
        MUSTER_REDIS_URL: redis,
        MUSTER_MONGO_URL: database.href,
        MUSTER_KAFKA_TOPIC_PREFIX: topicPrefix,
        MUSTER_REDIS_PREFIX: freshRedisPrefix(),
        MUSTER_KAFKA_PARTITIONS: '12',
        MUSTER_READY_GRACE_MS: '1s',
        MUSTER_CWMP_HOST: '127.0.0.1',
        MUSTER_CWMP_PORT: '0',
        MUSTER_GATEWAY_DECISION_WAIT_MS: '0',
        MUSTER_GATEWAY_RETRY_AFTER_S: '4',
        MUSTER_GATEWAY_RETURNS_PER_S: String(RETURNS_PER_S),
        // The flood fills the line of those who are asked back: so long the fleet may then be asked to wait.
        MUSTER_GATEWAY_RETRY_AFTER_MAX_S: '20',
      },
    });
    port = gateway.cwmpPort ?? 0;
    await outage();
  }, 200_000);

  afterAll(async () => {
    process.stderr.write(`\n${lines.join('\n')}\n\n`);
    await gateway?.terminate();
    await kafka?.stop();
  }, 60_000);

  /** The fleet calls over some seconds while a flood does; then Kafka returns, and the fleet is served. */
  async function outage(): Promise<void> {
    const [node] = kafka.nodes;
    await node?.kill();
    downAtMs = performance.now();
    const flood = Promise.all(Array.from({ length: FLOOD }, (_, n) => callInVain(new MarkedCpe(`FLOOD${n}`, BALLAST))));
    const fleet = Promise.all(cpes.map((cpe, n) => callUntilServed(cpe, (n / FLEET) * FLOOD_MS)));
    await pause(FLOOD_MS / 3);
    await watchMemory(memory.early);
    await pause(FLOOD_MS / 3);
    await watchMemory(memory.late);
    const notReady = await fetch(`${gateway.httpUrl}/readyz`);
    lines.push(
      `readiness without Kafka: ${notReady.status}; liveness: ${(await fetch(`${gateway.httpUrl}/healthz`)).status}`,
    );
    await flood;
    await node?.restart();
    upAtMs = performance.now();
    await fleet;
  }

  async function callInVain(cpe: MarkedCpe): Promise<void> {
    while (performance.now() < downAtMs + FLOOD_MS) flooded.push(await cpe.call(port));
  }

  /** As a CPE does: it comes back when it was asked to, or after five seconds when it got no answer (TR-069 §3.2.1.1). */
  async function callUntilServed(cpe: MarkedCpe, delayMs: number): Promise<void> {
    await pause(delayMs);
    for (;;) {
      const call = await cpe.call(port);
      calls.push(call);
      if (call.status === 200) return;
      await pause((call.retryAfterS ?? 5) * 1_000);
    }
  }

  async function watchMemory(samples: number[]): Promise<void> {
    for (let n = 0; n < 10; n++) {
      samples.push(await residentMiB(gateway.pid));
      await pause(250);
    }
  }

  test('answers every Inform 503 with Retry-After within its deadline, and none with success', () => {
    const during = [...calls, ...flooded].filter(({ answeredAtMs }) => answeredAtMs < upAtMs);
    const longestMs = Math.max(...during.map(({ beganAtMs, answeredAtMs }) => answeredAtMs - beganAtMs));
    lines.push(
      `${during.length} Informs while it was down; the longest waited ${Math.round(longestMs)} ms for its 503`,
    );
    expect(during.length).toBeGreaterThan(FLEET);
    expect(new Set(during.map(({ status }) => status))).toEqual(new Set([503]));
    expect(during.filter(({ retryAfterS }) => retryAfterS === undefined)).toEqual([]);
    expect(longestMs).toBeLessThan(PUBLISH_TIMEOUT_MS + 2_000);
  });

  test('spreads the returns', () => {
    const waits = new Set(calls.flatMap(({ retryAfterS }) => retryAfterS ?? []));
    expect(waits.size).toBeGreaterThan(5);
  });

  test('keeps its memory', () => {
    const [early, late] = [Math.max(...memory.early), Math.max(...memory.late)];
    lines.push(`resident memory under the flood: ${early} MiB, later ${late} MiB`);
    expect(late).toBeLessThan(early * 1.25 + 16);
  });

  test('is not ready and says why, but is alive', () => {
    expect(lines.find((line) => line.startsWith('readiness'))).toBe('readiness without Kafka: 503; liveness: 200');
  });

  test('serves everybody when Kafka is back, without a stampede', async () => {
    const served = calls.filter(({ status }) => status === 200);
    expect(new Set(served.map(({ deviceId }) => deviceId)).size).toBe(FLEET);
    const lastMs = Math.max(...served.map(({ answeredAtMs }) => answeredAtMs));
    const perSecond = Map.groupBy(
      calls.filter(({ beganAtMs }) => beganAtMs > upAtMs),
      ({ beganAtMs }) => Math.floor((beganAtMs - upAtMs) / 1_000),
    );
    const curve = Array.from({ length: Math.ceil((lastMs - upAtMs) / 1_000) }, (_, s) => perSecond.get(s)?.length ?? 0);
    lines.push(
      `all ${FLEET} served ${((lastMs - upAtMs) / 1_000).toFixed(1)} s after Kafka was back; calls in each second: ${curve.join(' ')}`,
    );
    // Whole seconds of Retry-After and the jitter on them make neighbours of two seconds meet in one.
    expect(Math.max(...curve)).toBeLessThan(2 * RETURNS_PER_S);
    const report = checkInforms(served, await readInforms(kafka.brokers, topicPrefix));
    expect(report).toMatchObject({ lost: [], disordered: [], doubled: [] });
  }, 60_000);

  test('is ready again', async () => {
    await until('it is ready', async () => (await fetch(`${gateway.httpUrl}/readyz`)).status === 200);
  });
});

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024);
}
