import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { RawConnection, type RawResponse } from '../harness/raw-connection.ts';
import { type AcsProcess, PROJECT_ROOT, spawnAcs } from '../harness/spawn-acs.ts';
import { Dice, mutate, randomDocument } from './mutate.ts';

const MESSAGES = 100_000;
const CONNECTIONS = 12;
const ANSWER_MS = 20_000;
/** Statuses a CPE can make sense of; a 500 would be a hole. */
const ANSWERS: ReadonlySet<number> = new Set([200, 204, 400, 408, 413, 415, 503]);
const HEAP_MIB = 192;
const SEED = 20_261_124;

let acs: AcsProcess;
let dataDir: string;
let seeds: readonly string[];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'muster-fuzz-'));
  // A leak of a few hundred bytes a message would not fit into this heap.
  acs = await spawnAcs(dataDir, {
    MUSTER_LOG_LEVEL: 'info',
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
    MUSTER_GATEWAY_DECISION_WAIT_MS: '200',
  });
  const folder = path.join(PROJECT_ROOT, 'libs/cwmp/src/rpc/fixtures');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.xml'));
  seeds = await Promise.all(files.sort().map((file) => readFile(path.join(folder, file), 'latin1')));
});

afterAll(async () => {
  await acs.kill();
  await rm(dataDir, { recursive: true, force: true });
});

test(`${MESSAGES} mutated and generated messages are all answered, nothing crashes, and memory stays flat`, async () => {
  const statuses = new Map<number, number>();
  let sent = 0;
  let early = 0;
  const one = async (seed: number) => {
    const dice = new Dice(seed);
    let connection = await RawConnection.open(acs.cwmpPort);
    let last: RawResponse | undefined;
    while (sent < MESSAGES) {
      const number = sent++;
      if (number === MESSAGES / 5) early = await memory();
      last = await connection.exchange(nextPost(dice, last), ANSWER_MS).catch((error: unknown) => {
        throw new Error(`message ${number}, connection with seed ${seed}: ${String(error)}`);
      });
      statuses.set(last.status, (statuses.get(last.status) ?? 0) + 1);
      if (!last.closes) continue;
      connection.close();
      connection = await RawConnection.open(acs.cwmpPort);
      last = undefined;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => one(SEED + i * 7_919)));

  expect([...statuses.keys()].filter((status) => !ANSWERS.has(status))).toEqual([]);
  // All kinds of ends were reached, or the messages were not what they should be.
  for (const status of [200, 204, 400]) expect(statuses.get(status) ?? 0).toBeGreaterThan(MESSAGES / 100);
  expect(await stillWorks()).toBe(200);
  expect((await memory()) / early).toBeLessThan(1.5);
}, 600_000);

/** Bodies: mutated, generated and (to get into sessions) sound ones, with the ID of the RPC that is outstanding. */
function nextPost(dice: Dice, last: RawResponse | undefined): Buffer {
  const roll = dice.below(100);
  if (roll < 8) return post(Buffer.alloc(0), '');
  const seed = dice.pick(seeds);
  if (roll < 20) return post(Buffer.from(sound(dice), 'latin1'), TYPE);
  if (roll < 25) return post(Buffer.from(randomDocument(dice), 'latin1'), TYPE);
  if (roll < 27) return post(gzipSync(mutate(seed, dice.pick(seeds), dice)), `${TYPE}Content-Encoding: gzip\r\n`);
  if (roll < 28) return post(Buffer.from(mutate(seed, seed, dice), 'latin1'), `${TYPE}Content-Encoding: deflate\r\n`);
  const rpcId = last && /<cwmp:ID[^>]*>([^<]*)</.exec(last.body)?.[1];
  const aimed = rpcId ? seed.replace(/(<(?:\w+:)?ID\b[^>]*>)[^<]*/, `$1${rpcId}`) : seed;
  const body = dice.chance(10) ? aimed : mutate(aimed, dice.pick(seeds), dice);
  return post(Buffer.from(body, 'latin1'), TYPE);
}

const TYPE = 'Content-Type: text/xml; charset=utf-8\r\nSOAPAction:\r\n';

function post(body: Buffer, headers: string): Buffer {
  return Buffer.concat([
    Buffer.from(`POST /acs HTTP/1.1\r\nHost: acs\r\n${headers}Content-Length: ${body.length}\r\n\r\n`, 'latin1'),
    body,
  ]);
}

/** An Inform of one of a few devices, so that some messages fall into sessions. */
function sound(dice: Dice): string {
  const informs = seeds.filter((seed) => seed.includes('PERIODIC'));
  return dice.pick(informs).replace(/<SerialNumber>[^<]*/, `<SerialNumber>FUZZ${dice.below(50)}`);
}

async function stillWorks(): Promise<number> {
  const connection = await RawConnection.open(acs.cwmpPort);
  const response = await connection.exchange(post(Buffer.from(sound(new Dice(SEED)), 'latin1'), TYPE), ANSWER_MS);
  connection.close();
  return response.status;
}

/** Resident memory of the ACS, in bytes. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${acs.pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024;
}
