// How long a CPE waits for each answer on a cluster with nothing else to do:
//   node dist/test/src/load/turn-latency.js [first contacts] [parameters]
// Starts Kafka, Redis, MongoDB and one process of each role.
import { type ServerAddresses, serverKinds, startServers } from '#libs/testing/servers';
import { startCluster } from '../cluster/start-cluster.ts';
import { type ServerWork, serverWork } from './server-work.ts';
import { median, medianOf } from './statistics.ts';
import { type TimedContact, timedContact } from './timed-contact.ts';

const CONTACTS = 20;
const PARAMETERS = 300;
/** Not counted: code is compiled, connections are made. */
const WARM_UP = 5;

export interface TurnLatency {
  readonly contacts: readonly TimedContact[];
  /** Of the servers, for one contact. */
  readonly work: ServerWork;
}

/** First contacts of different devices, one after the other. */
export async function turnLatency(
  servers: ServerAddresses,
  contacts: number,
  parameters: number,
): Promise<TurnLatency> {
  const cluster = await startCluster({ servers, each: 1 });
  try {
    const [gateway] = cluster.gateways;
    const processes = [...cluster.gateways, ...cluster.provisioning];
    const contact = (serial: string) => timedContact(`http://127.0.0.1:${gateway?.cwmpPort}/`, serial, parameters);
    for (let n = 0; n < WARM_UP; n++) await contact(`WARM${n}`);
    const before = await serverWork(processes);
    const timed: TimedContact[] = [];
    for (let n = 0; n < contacts; n++) timed.push(await contact(`TIMED${n}`));
    return { contacts: timed, work: (await serverWork(processes)).since(before).dividedBy(contacts) };
  } finally {
    await cluster.stop();
  }
}

function show({ contacts, work }: TurnLatency): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const whole = contacts.map(({ turns }) => turns.reduce((sum, { ms: took }) => sum + took, 0));
  const all = contacts.flatMap(({ turns }) => turns);
  const lines = [...Map.groupBy(all, ({ what }) => what)].map(
    ([what, turns]) => `  ${what.padEnd(28)} ${ms(medianOf(turns, (turn) => turn.ms)).padStart(9)}`,
  );
  return [
    `${contacts.length} first contacts, medians:`,
    ...lines,
    `  ${'a turn with an RPC'.padEnd(28)} ${ms(
      medianOf(
        all.filter(({ isRpc }) => isRpc),
        (turn) => turn.ms,
      ),
    ).padStart(9)}`,
    `  ${'the whole'.padEnd(28)} ${ms(median(whole)).padStart(9)}`,
    'Work of the servers for one:',
    ...work.lines().map((line) => `  ${line}`),
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const [contacts = CONTACTS, parameters = PARAMETERS] = process.argv.slice(2).map(Number);
  const servers = await startServers(serverKinds);
  for (const [kind, error] of servers.failures)
    process.stderr.write(`${kind} could not be started: ${error.message}\n`);
  try {
    const latency = await turnLatency(servers.addresses as ServerAddresses, contacts, parameters);
    process.stdout.write(`${show(latency)}\n`);
  } finally {
    await servers.stop();
  }
}
