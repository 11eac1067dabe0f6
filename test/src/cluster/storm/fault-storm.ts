import { until } from '#libs/testing/servers';
import { SeededRandom } from '../../e2e/seeded-random.ts';
import { WISH_KINDS } from '../../e2e/wish.ts';
import { callAgainAndAgain } from './call-again.ts';
import { type Fault } from './faults.ts';
import type { MortalCluster } from './mortal-cluster.ts';
import { RestlessOperator } from './restless-operator.ts';
import { RoamingCpe } from './roaming-cpe.ts';
import { ServiceLog } from './service-log.ts';

const SEED = 20_261_124;
/** Commands of each kind that are queued right after a fault, and must be done before service counts as normal. */
const PROBES_OF_A_KIND = 2;
/** The first contact of so many is work, and how fast it goes is not what the storm is about. */
const BEGUN_WITHIN_MS = 240_000;

/** What became of the service under one fault; times in ms from the fault on. */
export interface Aftermath {
  readonly fault: string;
  /** All of the following hold. */
  readonly normalMs: number;
  /** Every CPE has begun and ended a session. */
  readonly servedMs: number;
  /** Commands of every kind, queued after the fault, have been carried out. */
  readonly commandsMs: number;
  readonly completed: number;
  readonly broken: number;
  readonly turnedAway: number;
}

/** CPEs that call without pause and an operator who queues commands, while one fault follows another. */
export class FaultStorm {
  readonly cpes: readonly RoamingCpe[];
  readonly operator: RestlessOperator;
  readonly log: ServiceLog;
  readonly #cluster: MortalCluster;
  readonly #noMoreWishes = new AbortController();
  readonly #over = new AbortController();
  readonly #running: Promise<void>[];

  constructor(cluster: MortalCluster, count: number) {
    const random = new SeededRandom(SEED);
    this.#cluster = cluster;
    this.cpes = Array.from({ length: count }, (_, at) => new RoamingCpe(cluster.gateways, `STORM_${at}`, at));
    this.log = new ServiceLog(this.cpes);
    this.operator = new RestlessOperator(cluster.api, this.cpes, random);
    this.#running = this.cpes.map((cpe) => callAgainAndAgain(cpe, this.log, random, this.#over.signal));
    this.#running.push(this.operator.wishAgainAndAgain(this.#noMoreWishes.signal));
  }

  /** Every CPE is known and has had its first contact, and none is turned away any more. */
  async begun(): Promise<void> {
    const isKnown = () =>
      this.log.unservedSince(0).length === 0 && this.cpes.every(({ executed }) => executed.length > 0);
    await until('every CPE is known', isKnown, BEGUN_WITHIN_MS);
    await until('none is turned away', () => this.log.isQuietSince(0), BEGUN_WITHIN_MS);
  }

  /** Has a fault happen and waits until service is normal. Rejects when that takes more than a minute. */
  async endure(fault: Fault): Promise<Aftermath> {
    const before = this.#counts();
    const struckAt = performance.now();
    await fault.strike();
    const restarted = fault.restart?.();
    const [normalMs, servedMs, commandsMs] = await this.#normalSince(struckAt, fault.name);
    const after = this.#counts();
    await restarted;
    if (fault.replace) {
      await fault.replace();
      await this.#normalSince(performance.now(), `${fault.name}, and replaced`);
    }
    return {
      fault: fault.name,
      normalMs,
      servedMs,
      commandsMs,
      completed: after.completed - before.completed,
      broken: after.broken - before.broken,
      turnedAway: after.turnedAway - before.turnedAway,
    };
  }

  /** No more commands are queued; those that are accepted come to their ends; then the CPEs stop calling. */
  async end(): Promise<void> {
    this.#noMoreWishes.abort();
    await this.#running.at(-1);
    const ids = this.operator.wishes.flatMap(({ accepted }) => (accepted ? [accepted.id] : []));
    await until('every accepted command is final', async () => (await this.#cluster.unfinished(ids)) === 0);
    this.#over.abort();
    await Promise.all(this.#running);
  }

  async #normalSince(since: number, what: string): Promise<readonly [normal: number, served: number, done: number]> {
    const elapsed = () => performance.now() - since;
    const served = until(`every CPE is served after: ${what}`, () => this.log.unservedSince(since).length === 0)
      .catch((error: Error) => {
        throw new Error(`${error.message} ${this.log.explain(since)}`, { cause: error });
      })
      .then(elapsed);
    const done = this.#probes(what).then(elapsed);
    const [servedMs, commandsMs] = await Promise.all([served, done]);
    await until(`there is no trouble any more after: ${what}`, () => this.log.isQuietSince(since));
    return [elapsed(), servedMs, commandsMs];
  }

  async #probes(what: string): Promise<void> {
    const kinds = Array.from({ length: PROBES_OF_A_KIND }, () => WISH_KINDS).flat();
    const ids = await Promise.all(kinds.map((kind) => this.operator.insist(this.operator.wish(kind))));
    await until(
      `commands queued after the fault are done: ${what}`,
      async () => (await this.#cluster.unfinished(ids)) === 0,
    );
  }

  #counts() {
    const { completed, broken, turnedAway } = this.log;
    return { completed, broken, turnedAway };
  }
}
