import fc from 'fast-check';
import { EVENT } from '#libs/cwmp';
import { isFinalState, type RpcAnswer } from '#libs/domain';
import { dying, Fuse } from './testing/dying-gateway.ts';
import type { Visit } from './testing/played-gateway.ts';
import { PlayedRollout } from './testing/played-rollout.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
/** What a CPE, or its line, does. */
const ACTS = [
  'calls',
  'loses the request',
  'loses the answer',
  'fetches and tells',
  'fetches and is silent',
  'fails to fetch',
  'reboots',
  'is rebooted by an operator',
  'is sent a file by an operator',
  'waits a day',
] as const;
type Act = (typeof ACTS)[number];

const story = fc.array(fc.record({ act: fc.constantFrom(...ACTS), survived: fc.integer({ min: 0, max: 12 }) }), {
  minLength: 3,
  maxLength: 12,
});

test('whatever the CPE does and whenever processes die: one file at a time, each sent once, all told', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (acts) => {
      const fuse = new Fuse();
      const gateway = await dying(fuse, () => acts[played]?.survived ?? 99);
      let played = 0;
      try {
        const world = new World(await PlayedRollout.begin(gateway));
        for (; played < acts.length; played++) await world.does(acts[played]?.act ?? 'calls');
        await world.comesToRest();
        expect(world.broken).toEqual([]);
        expect(await world.accounts()).toEqual(await world.counted());
        expect(await world.lastTold()).toBe((await world.rollout.execution()).state);
        expect(isFinalState((await world.rollout.execution()).state)).toBe(true);
      } finally {
        await gateway.close();
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** A CPE with one place for files, of which it is watched what comes to it. */
class World {
  readonly broken: string[] = [];
  readonly #accepted = new Set<string>();
  #boots = false;

  constructor(readonly rollout: PlayedRollout) {}

  async does(act: Act): Promise<void> {
    const { gateway, cpe } = this.rollout;
    gateway.clock.advance(SECOND);
    switch (act) {
      case 'calls':
        return this.#session([EVENT.periodic]);
      case 'loses the request':
      case 'loses the answer':
        return this.#session([EVENT.periodic], act);
      case 'fetches and tells':
      case 'fetches and is silent':
      case 'fails to fetch':
        return this.#fetches(act);
      case 'reboots':
        // It forgets what it had not fetched: that may be sent again.
        for (const key of cpe.queued.splice(0)) this.#accepted.delete(key);
        return this.#session([EVENT.boot]);
      case 'is rebooted by an operator':
        await gateway.queue({ kind: 'reboot' });
        return this.#session([EVENT.periodic]);
      case 'is sent a file by an operator':
        await gateway.queue({ kind: 'download', fileType: '3 Vendor Configuration File', url: 'http://a/' });
        return this.#session([EVENT.periodic]);
      case 'waits a day':
        return this.#waits();
    }
  }

  /** From here on everything works. */
  async comesToRest(): Promise<void> {
    for (let i = 0; i < 8; i++) {
      await this.does('waits a day');
      await this.does('calls');
      await this.does('fetches and tells');
    }
  }

  /** Commands and the rollout give up what takes too long; and so does the CPE with files of operators. */
  async #waits(): Promise<void> {
    const { gateway, cpe } = this.rollout;
    gateway.clock.advance(24 * HOUR);
    const ofRollouts = cpe.queued.filter((key) => key.startsWith('F.'));
    cpe.queued.splice(0, cpe.queued.length, ...ofRollouts);
    await gateway.sweep.run();
    await gateway.handled();
    await this.rollout.sweep();
  }

  async #fetches(act: 'fetches and tells' | 'fetches and is silent' | 'fails to fetch'): Promise<void> {
    const key = this.rollout.cpe.queued.shift();
    if (key === undefined) return this.#session([EVENT.periodic]);
    const isImage = key.startsWith('F.');
    const works = act !== 'fails to fetch';
    if (isImage && works) this.rollout.runs('2.0');
    const boots = isImage && works ? [EVENT.boot] : [];
    if (act === 'fetches and is silent') return this.#session(boots.length > 0 ? boots : [EVENT.periodic]);
    return this.#session([...boots, EVENT.transferComplete], undefined, async (visit) => {
      await visit.transferComplete(key, works ? 0 : 9010);
    });
  }

  async #session(
    events: readonly string[],
    fate?: 'loses the request' | 'loses the answer',
    first: (visit: Visit) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const visit = await this.rollout.inform(this.#boots ? [...new Set([EVENT.boot, ...events])] : events);
    this.#boots = false;
    await first(visit);
    for (let rpc = await visit.next(); rpc !== undefined; rpc = await visit.next()) {
      const isHarmful = rpc.request.method === 'Download' || rpc.request.method === 'Reboot';
      if (isHarmful && fate === 'loses the request') return visit.end('timeout');
      const answer = this.#executes(rpc.request);
      if (isHarmful && fate === 'loses the answer') return visit.end('timeout');
      await visit.answer(answer);
    }
    await visit.end('done');
  }

  #executes(request: Parameters<PlayedRollout['cpe']['answer']>[0]): RpcAnswer {
    const { cpe } = this.rollout;
    const isHarmful = request.method === 'Download' || request.method === 'Reboot';
    if (isHarmful && cpe.queued.length > 0) this.broken.push(`${request.method} while ${cpe.queued} was under way`);
    if (request.method === 'Download') {
      if (this.#accepted.has(request.commandKey)) this.broken.push(`${request.commandKey} came twice`);
      this.#accepted.add(request.commandKey);
    }
    if (request.method === 'Reboot') this.#boots = true;
    return cpe.answer(request);
  }

  async accounts(): Promise<number> {
    return (await this.rollout.execution()).account === 'inFlight' ? 1 : 0;
  }

  counted(): Promise<number> {
    return this.rollout.permitsTaken();
  }

  async lastTold(): Promise<string | undefined> {
    return this.rollout.told().at(-1);
  }
}
