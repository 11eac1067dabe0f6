import {
  describeWith,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  inDatabase,
  readTopic,
  until,
} from '#libs/testing/servers';
import { INTERVAL } from '../e2e/wish.ts';
import { ApiClient, type ShownCommand } from '../harness/api-client.ts';
import type { AcsAnswer } from '../harness/scripted-cpe/acs-answer.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { eventTopic } from './kafka/read-informs.ts';
import { type Cluster, PATIENT, startCluster } from './start-cluster.ts';

const DEVICES = 40;

/** A CPE, and its shadow that says the same to another gateway. */
type Pair = readonly [cpe: SmallCpe, shadow: SmallCpe];

describeWith(['kafka', 'redis', 'mongo'], 'two gateways that get POSTs of one device at the same time', (servers) => {
  const { kafka, redis, mongo } = servers;
  const prefix = freshTopicPrefix();
  let cluster: Cluster;
  let api: ApiClient;
  let pairs: readonly Pair[];

  beforeAll(async () => {
    cluster = await startCluster({
      servers: { kafka, redis, mongo: inDatabase(mongo, freshMongoDatabase()) },
      each: { provisioning: 1, 'cwmp-gateway': 2, api: 1 },
      env: {
        MUSTER_KAFKA_TOPIC_PREFIX: prefix,
        MUSTER_REDIS_PREFIX: freshRedisPrefix(),
        MUSTER_KAFKA_PARTITIONS: '12',
        ...PATIENT,
      },
    });
    api = new ApiClient(() => cluster.apis[0]?.httpUrl ?? '');
    const urlOf = (at: number) => () => `http://127.0.0.1:${cluster.gateways[at]?.cwmpPort}/`;
    pairs = Array.from({ length: DEVICES }, (_, n) => [
      new SmallCpe(urlOf(n % 2), `SAME${n}`),
      new SmallCpe(urlOf((n + 1) % 2), `SAME${n}`),
    ]);
    await Promise.all(pairs.map(([cpe]) => runSession(cpe)));
  }, 120_000);
  afterAll(async () => {
    for (const cpe of (pairs ?? []).flat()) cpe.close();
    await cluster?.stop();
  }, 60_000);

  const atBoth = (pair: Pair, body = ''): Promise<readonly AcsAnswer[]> =>
    Promise.all(pair.map((cpe) => cpe.post(body)));

  async function commandsFor([{ deviceId }]: Pair): Promise<readonly ShownCommand[]> {
    const wanted = [{ kind: 'get', paths: [INTERVAL] }, { kind: 'reboot' }];
    const commands: ShownCommand[] = [];
    for (const command of wanted) commands.push(await api.queue(deviceId, command));
    return commands;
  }

  /** Informs once and says everything else to both. Returns the bodies of the RPCs it was asked for, and the refusals. */
  async function callInTwice(pair: Pair) {
    const [cpe, shadow] = pair;
    await cpe.inform();
    shadow.cookie = cpe.cookie;
    const rpcs: string[] = [];
    let refused = 0;
    for (let body = ''; ; ) {
      const answers = await atBoth(pair, body);
      const taken = answers.filter(({ status }) => status !== 400);
      refused += answers.length - taken.length;
      const asked = new Set(taken.map((answer) => answer.body));
      if (asked.size !== 1)
        throw new Error(`${cpe.deviceId} got ${asked.size} different answers: ${[...asked].join()}`);
      const [answer] = taken;
      if (answer?.rpc === undefined) return { rpcs, refused };
      rpcs.push(answer.body);
      body = cpe.answerTo(answer.rpc);
    }
  }

  test('a session goes on as if each POST had come once: both are asked for the same, nothing is done twice', async () => {
    const commands = await Promise.all(pairs.map(commandsFor));
    const sessions = await Promise.all(pairs.map(callInTwice));
    expect(new Set(sessions.map(({ rpcs }) => rpcs.length))).toEqual(new Set([2]));
    // Who comes second is late, not wrong: it gets the answer of the first.
    expect(sessions.reduce((sum, { refused }) => sum + refused, 0)).toBe(0);
    for (const [cpe] of pairs) {
      expect(cpe.executed.slice(-2).map(({ method }) => method)).toEqual(['GetParameterValues', 'Reboot']);
      cpe.endSession();
    }
    // The reboot is done when the CPE has booted.
    await Promise.all(pairs.map(([cpe]) => runSession(cpe)));
    const ended = await Promise.all(commands.flat().map(({ id }) => api.finished(id)));
    expect(ended.filter(({ state, attempts }) => state !== 'completed' || attempts > 1)).toEqual([]);
    expect(pairs.filter(([cpe]) => cpe.executions('Reboot') !== 1)).toEqual([]);
    await expectOnce(commands.flat());
  }, 120_000);

  test('of two Informs at once one opens the session, and a command is given to that one only', async () => {
    const commands = await Promise.all(pairs.map(async ([{ deviceId }]) => api.queue(deviceId, { kind: 'reboot' })));
    const asked = await Promise.all(
      pairs.map(async (pair) => {
        const informed = await atBoth(pair, inform(pair[0].identity));
        expect(informed.map(({ message }) => message.method)).toEqual(['InformResponse', 'InformResponse']);
        expect(pair[0].cookie).not.toBe(pair[1].cookie);
        const answers = await atBoth(pair);
        return pair.filter((_, at) => answers[at]?.rpc?.method === 'Reboot').length;
      }),
    );
    expect(new Set(asked)).toEqual(new Set([1]));
    expect(commands).toHaveLength(DEVICES);
  }, 60_000);

  /** In Kafka each command was sent once, answered once, and ended once, however often that was said. */
  async function expectOnce(commands: readonly ShownCommand[]): Promise<void> {
    const ids = new Set(commands.map(({ id }) => id));
    const ends = new Map<string, Set<string>>();
    await until('Kafka has all ends', async () => {
      ends.clear();
      await readTopic(kafka, eventTopic(prefix), ({ headers: { ce_id = '', ce_type = '' }, value }) => {
        const { commandId } = JSON.parse(value) as { readonly commandId?: string };
        if (ce_type !== 'muster.command.completed' || commandId === undefined || !ids.has(commandId)) return;
        ends.set(commandId, (ends.get(commandId) ?? new Set()).add(ce_id));
      });
      return ends.size === ids.size;
    });
    expect([...ends].filter(([, once]) => once.size !== 1)).toEqual([]);
  }
});
