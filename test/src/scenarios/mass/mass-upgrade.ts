import { until } from '#libs/testing/servers';
import { chainOf, checkSuccess } from './check-ledger.ts';
import { EventTap } from './event-tap.ts';
import type { MassCpe, Transfer } from './mass-cpe.ts';
import { type CallOptions, MassFleet, serialOf } from './mass-fleet.ts';
import { MassRollout } from './mass-rollout.ts';
import type { MassStage, Mortal } from './mass-stage.ts';

const FLEET = 500;
const MORTAL_FLEET = 150;
const LIMIT_MS = 120_000;
const CAP = 50;
const SMALL_CAP = 8;

const EVERYBODY = { filter: {}, mode: 'frozen' } as const;
const WAVES = [{ size: { devices: 10 }, soakMinutes: 1 }, { size: { percent: 20 }, soakMinutes: 1 }, REST()] as const;
/** A first wave that is larger than its permits. */
const WIDE_WAVES = [{ size: { devices: 20 } }, { size: { percent: 20 } }, REST()] as const;

function REST() {
  return { size: { percent: 100 } };
}

const TOLD = ['execution.changed', 'rollout.changed', 'rollout.progressed', 'download.started'] as const;

/** Registers the tests: a fleet is upgraded in waves, then again while processes are killed, then to images that are bad. */
export function playMassUpgrade(start: () => Promise<MassStage>): void {
  let stage: MassStage;
  let fleet: MassFleet;
  let tap: EventTap;

  beforeAll(async () => {
    stage = await start();
    fleet = new MassFleet(stage, FLEET);
    await fleet.firstContacts();
    tap = await EventTap.open(() => stage.apiUrl(), TOLD);
  }, LIMIT_MS);
  afterAll(async () => {
    await tap?.close();
    await stage?.stop();
  }, LIMIT_MS);

  /** Everybody who is not upgraded calls in, again and again, until the rollout is over; resolves with its phase. */
  async function run(rollout: MassRollout, cpes: readonly MassCpe[], version: string, options: CallOptions = {}) {
    for (;;) {
      const phase = await rollout.untilCalled();
      if (phase !== 'running') return phase;
      const open = cpes.filter((cpe) => cpe.version !== version || !cpe.isHeard);
      await fleet.callIn(open, { look: everySo(20, () => rollout.look()), ...options });
    }
  }

  test(
    `${FLEET} devices get an image in three waves`,
    async () => {
      fleet.mostUnderway = 0;
      const rollout = await MassRollout.start(stage, fleet, {
        version: '2.0.0',
        cap: CAP,
        about: { target: EVERYBODY, waves: WAVES },
      });
      expect(await run(rollout, fleet.cpes, '2.0.0')).toBe('completed');
      await checkSuccess(rollout, fleet.cpes, '2.0.0', tap);

      const { waves } = (await rollout.view()).rollout;
      expect(waves.map(({ size, state }) => [size, state])).toEqual([
        [10, 'passed'],
        [100, 'passed'],
        [390, 'passed'],
      ]);
      expect(fleet.mostUnderway).toBeLessThanOrEqual(CAP);
      expect(rollout.mostTaken).toBeGreaterThan(CAP / 2);
      const fetched = fleet.cpes.flatMap(({ fetched }) => fetched);
      const count = (status: number) => fetched.reduce((sum, { answers }) => sum + (answers.get(status) ?? 0), 0);
      expect(count(503)).toBeGreaterThan(0);
      expect(count(206)).toBeGreaterThan(FLEET);
      expect(fetched.filter(({ breaks }) => breaks > 0).length).toBeGreaterThan(FLEET / 2);
    },
    LIMIT_MS,
  );

  test(
    'the same while processes are killed one after the other',
    async () => {
      const cpes = fleet.cpes.slice(0, MORTAL_FLEET);
      const filter = { 'identity.serialNumber': { $lt: serialOf(MORTAL_FLEET) } };
      const rollout = await MassRollout.start(stage, fleet, {
        version: '2.1.0',
        cap: CAP,
        about: { target: { filter, mode: 'frozen' }, waves: WAVES },
      });
      const upgraded = () => cpes.filter(({ version }) => version === '2.1.0').length;
      const kill = async (role: Mortal, at: number) => {
        await until(
          `${at} are upgraded, and more are about to be`,
          () => upgraded() >= at && fleet.underway > 0,
          LIMIT_MS,
        );
        const isBack = Promise.withResolvers<void>();
        fleet.isAway(isBack.promise);
        await stage.kill(role);
        await stage.replace(role);
        isBack.resolve();
      };
      const killed = (async () => {
        const shares = { firmware: [5, 30, 60, 110], provisioning: [85] } as const;
        const order = Object.entries(shares).flatMap(([role, ats]) => ats.map((at) => [role as Mortal, at] as const));
        for (const [role, at] of order.toSorted(([, a], [, b]) => a - b)) await kill(role, at);
      })();
      const [phase] = await Promise.all([run(rollout, cpes, '2.1.0', { isMortal: true }), killed]);
      expect(phase).toBe('completed');
      await checkSuccess(rollout, cpes, '2.1.0', tap);
    },
    LIMIT_MS,
  );

  test(
    'an image that devices fall back from is halted in its first wave, and is not to be had any more',
    async () => {
      const rollout = await MassRollout.start(stage, fleet, {
        version: '3.0.0',
        isBad: true,
        cap: SMALL_CAP,
        about: { target: EVERYBODY, waves: WIDE_WAVES },
      });
      const halted = Promise.withResolvers<void>();
      const late: [MassCpe, Transfer][] = [];
      const phase = await run(rollout, fleet.cpes, '3.0.0', {
        // Two that are slow: the rollout is halted before they have begun.
        async transfer(cpe, request) {
          if (late.length >= 2) return fleet.upgrade(cpe, request);
          late.push([cpe, request]);
          return false;
        },
      });
      halted.resolve();
      expect(phase).toBe('halted');
      const got = await touched(rollout);
      expect(got.length).toBeLessThanOrEqual(SMALL_CAP);

      for (const [cpe, request] of late) await fleet.upgrade(cpe, request);
      expect(late.map(([cpe]) => cpe.fetched.at(-1)?.status)).toEqual([410, 410]);
      await fleet.callIn(late.map(([cpe]) => cpe));
      await fleet.callIn(fleet.cpes);
      expect(await touched(rollout)).toEqual(got);
      const ends = Map.groupBy(await rollout.devices(), ({ state, reason }) => `${state}: ${reason}`);
      expect(
        ends
          .get('cancelled: halted')
          ?.map(({ deviceId }) => deviceId)
          .toSorted(),
      ).toEqual(late.map(([cpe]) => cpe.id).toSorted());
      expect(ends.get('failed: reverted')).toHaveLength(got.length - late.length);
      await rollout.cancel();
    },
    LIMIT_MS,
  );

  test(
    'an image that no device comes back from is halted when they were silent for too long',
    async () => {
      const rollout = await MassRollout.start(stage, fleet, {
        version: '3.1.0',
        isBad: true,
        cap: SMALL_CAP,
        about: { target: EVERYBODY, waves: WIDE_WAVES, timeouts: { transferringMs: 600_000 } },
      });
      await rollout.untilCalled();
      await fleet.callIn(fleet.cpes, {
        look: everySo(20, () => rollout.look()),
        async transfer(cpe, request) {
          await cpe.fetch(request, async () => undefined);
          return false;
        },
      });
      const got = await touched(rollout);
      expect(got).toHaveLength(SMALL_CAP);
      await stage.later(600_000);
      await until('it is halted', async () => (await rollout.phase()) === 'halted');
      const living = fleet.cpes.filter(({ underway }) => underway === undefined);
      await fleet.callIn(living);
      expect(await touched(rollout)).toEqual(got);
      const dead = fleet.cpes.find(({ underway }) => underway !== undefined)?.underway;
      expect((await fetch(dead?.url ?? '')).status).toBe(410);
      expect((await rollout.view()).rollout.status.by).toBe('maxSilent');
    },
    LIMIT_MS,
  );

  /** Devices that took up a Download of the rollout, all of them in its first wave by what the API says. */
  async function touched(rollout: MassRollout): Promise<readonly string[]> {
    await rollout.look();
    const isOf = (key: string) => key.startsWith(`F.${rollout.id}.`);
    const got = fleet.cpes.filter(({ downloads }) => downloads.some(isOf)).map(({ id }) => id);
    const standing = await rollout.devices();
    const sent = standing.filter(({ attempts }) => attempts.length > 0);
    expect(sent.map(({ deviceId }) => deviceId).toSorted()).toEqual(got.toSorted());
    expect(new Set(sent.map(({ wave }) => wave))).toEqual(new Set([1]));
    expect(new Set(standing.filter(({ wave }) => wave > 1).map(({ permit }) => permit))).toEqual(new Set(['none']));
    for (const id of got) expect(chainOf(tap, rollout.id, id)[0]).toBe('eligible');
    return got;
  }
}

function everySo(often: number, work: () => Promise<unknown>): () => Promise<void> {
  let turn = 0;
  return async () => {
    if (turn++ % often === 0) await work();
  };
}
