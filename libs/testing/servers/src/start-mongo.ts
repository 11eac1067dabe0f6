import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { installMongo } from './install/install-mongo.ts';
import { freePorts } from './process/free-ports.ts';
import { createServerFolder } from './process/server-folder.ts';
import { discard, type ServerGroup, startTogether } from './process/server-group.ts';
import { ServerNode } from './process/server-node.ts';
import { until } from './process/until.ts';

const REPLICA_SET = 'rs0';
const ELECTION_TIMEOUT_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;
const CONNECT_WITHIN_MS = 1_000;
/** How long a member that stepped down is not elected again. */
const STEP_DOWN_S = 2;

export interface MongoOptions {
  /** One member has transactions and change streams too; three keep serving when one dies. */
  readonly members?: 1 | 3;
}

export interface MongoServers extends ServerGroup {
  /** Connection string with all members; add the database by the client's `dbName`. */
  readonly url: string;
  /** The index in `nodes` of the member that is primary now. */
  primary(): Promise<number>;
  /** Has the primary hand over to another member; resolves when it is none any more. */
  stepDown(): Promise<void>;
}

/** Starts a real MongoDB replica set on 127.0.0.1 and waits until it has a primary. */
export async function startMongo({ members = 1 }: MongoOptions = {}): Promise<MongoServers> {
  const command = await installMongo();
  const folder = await createServerFolder('mongo');
  const ports = await freePorts(members);
  const set: ReplicaSet = { ports, formed: false };
  const nodes = await startTogether(ports, (port) => startMember(command, folder, port, set));
  const stop = (): Promise<void> => discard(nodes, folder);
  try {
    await form(set);
  } catch (error) {
    await stop();
    throw error;
  }
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
  return {
    url: `mongodb://${hosts}/?replicaSet=${REPLICA_SET}`,
    nodes,
    stop,
    primary: () => findPrimary(ports),
    async stepDown() {
      const primary = ports[await findPrimary(ports)] ?? 0;
      await ask(primary, { replSetStepDown: STEP_DOWN_S, secondaryCatchUpPeriodSecs: 1 });
    },
  };
}

interface ReplicaSet {
  readonly ports: readonly number[];
  formed: boolean;
}

async function startMember(
  command: readonly string[],
  parent: string,
  port: number,
  set: ReplicaSet,
): Promise<ServerNode> {
  const folder = path.join(parent, String(port));
  const data = path.join(folder, 'data');
  await mkdir(data, { recursive: true });
  const listen = ['--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
  const small = ['--wiredTigerCacheSizeGB', '0.25', '--setParameter', 'diagnosticDataCollectionEnabled=false'];
  return ServerNode.start({
    name: `mongo-${port}`,
    command: [...command, '--replSet', REPLICA_SET, '--dbpath', data, ...listen, ...small],
    folder,
    isReady: async () => serves(await stateOf(port), set),
  });
}

/** Before the set is formed a member can only answer; a member of a set of one must have elected itself. */
function serves(state: MemberState, { formed, ports }: ReplicaSet): boolean {
  if (!formed) return true;
  return state === 'primary' || (state === 'secondary' && ports.length > 1);
}

async function form(set: ReplicaSet): Promise<void> {
  const members = set.ports.map((port, index) => ({ _id: index, host: `127.0.0.1:${port}` }));
  const settings = { electionTimeoutMillis: ELECTION_TIMEOUT_MS, heartbeatIntervalMillis: 500 };
  await ask(set.ports[0] ?? 0, { replSetInitiate: { _id: REPLICA_SET, members, settings } });
  set.formed = true;
  // Otherwise three members wait for their election timeout before the first election.
  await until('the first member is elected', async () => (await ask(set.ports[0] ?? 0, { replSetStepUp: 1 })).ok === 1);
  await until('the replica set has a primary and every member serves', async () => {
    const states = await Promise.all(set.ports.map(stateOf));
    return states.includes('primary') && states.every((state) => serves(state, set));
  });
}

async function findPrimary(ports: readonly number[]): Promise<number> {
  let found = -1;
  await until('there is a primary', async () => {
    const states = await Promise.all(ports.map((port) => stateOf(port).catch(() => 'other')));
    found = states.indexOf('primary');
    return found >= 0;
  });
  return found;
}

type MemberState = 'primary' | 'secondary' | 'other';

async function stateOf(port: number): Promise<MemberState> {
  const { isWritablePrimary, secondary } = await ask(port, { hello: 1 });
  if (isWritablePrimary === true) return 'primary';
  return secondary === true ? 'secondary' : 'other';
}

async function ask(port: number, command: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  // Loaded here because it takes half a second, which every spec that imports this project would pay.
  const { default: mongoose } = await import('mongoose');
  const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: CONNECT_WITHIN_MS,
    socketTimeoutMS: ANSWER_WITHIN_MS,
  });
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
