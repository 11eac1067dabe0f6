import { randomBytes } from 'node:crypto';
import { Cpe, runSession } from '#libs/testing/cpe';
import { eventually } from '../harness/eventually.ts';
import { MortalAcs } from './mortal-acs.ts';
import { RunningRollout } from './running-rollout.ts';
import { SeededRandom } from './seeded-random.ts';

const SEED = 20_261_128;
const DEVICES = 16;
const CAP = 5;
const KILLS = 2;
/** Far more than a device takes that waits for its permit and is cut off all the time. */
const MOST_SESSIONS = 100;

let acs: MortalAcs;
let deaths: Deaths;

beforeAll(async () => {
  acs = await MortalAcs.start();
  deaths = new Deaths(new SeededRandom(SEED));
});
afterAll(() => acs.remove());

/** Kills the ACS in the middle of sessions, and brings it back. */
class Deaths {
  left = 0;
  /** Resolves when the ACS is there. */
  alive = Promise.resolve();
  #untilNext = 1;
  #isDead = false;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** A session begins. */
  passes(): void {
    if (this.left === 0 || this.#isDead || --this.#untilNext > 0) return;
    this.left--;
    this.#untilNext = 1 + this.#random.below(DEVICES);
    this.alive = this.#die();
  }

  async #die(): Promise<void> {
    this.#isDead = true;
    await acs.kill();
    await acs.restart();
    this.#isDead = false;
  }
}

/** It has every file at once, and tells of it in its next session. */
async function calls(cpe: Cpe): Promise<void> {
  await deaths.alive;
  if (!cpe.wantsSession()) cpe.periodic();
  const session = runSession(cpe, { url: acs.cwmpUrl });
  deaths.passes();
  await session;
  for (const { request } of cpe.startTransfers()) cpe.finishTransfer(request.commandKey);
}

function isUpgraded(cpe: Cpe): boolean {
  return cpe.tree.value('Device.DeviceInfo.SoftwareVersion') === '2.0.0' && !cpe.wantsSession();
}

test('killed more than once while a fleet is upgraded: each device gets the image once, and all is counted', async () => {
  const cpes = Array.from({ length: DEVICES }, (_, n) => {
    return new Cpe({ identity: { serialNumber: `UPGRADED${n}` }, transfers: 'manual' });
  });
  for (const cpe of cpes) await calls(cpe);
  const ids = (await acs.api.devices()).map(({ id }) => id);
  expect(ids).toHaveLength(DEVICES);
  const { id: image } = await acs.api.addImage(randomBytes(1_000), { name: 'Gateway', version: '2.0.0' });
  const rollout = await RunningRollout.start(acs.api, ids, { image, permits: { cap: CAP } });

  deaths.left = KILLS;
  const lives = cpes.map(async (cpe) => {
    for (let sessions = 0; !isUpgraded(cpe); sessions++) {
      if (sessions > MOST_SESSIONS) throw new Error(`${cpe.identity.serialNumber} gets nowhere`);
      await calls(cpe);
    }
  });
  await Promise.all(lives);
  expect(deaths.left).toBe(0);

  await deaths.alive;
  await eventually('all have succeeded', async () => {
    const states = await Promise.all(ids.map((id) => rollout.stateOf(id)));
    return states.every((state) => state === 'succeeded');
  });
  const downloads = cpes.map((cpe) => cpe.ledger.executed('Download').map(({ key }) => key));
  expect(downloads).toEqual(cpes.map(() => [rollout.key]));
  const permits = await Promise.all(ids.map(async (id) => (await rollout.on(id)).permit));
  expect(new Set(permits)).toEqual(new Set(['completed']));
}, 240_000);
