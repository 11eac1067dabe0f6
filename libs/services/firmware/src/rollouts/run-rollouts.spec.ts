import { isSameTally, type RolloutDocument, type RolloutId, sumTallies, tallyOf } from '#libs/domain';
import { eventually } from '#libs/testing/port-contracts';
import { type Fate, HOUR, MINUTE, PlayedRollouts, settle } from './testing/played-rollout.ts';

let play: PlayedRollouts;
afterEach(() => play.close());

const ONE_WAVE: RolloutDocument['waves'] = [{ size: { percent: 100 } }];

async function wavesOf(id: RolloutId): Promise<string> {
  return (await play.rollout(id)).waves.map(({ state }) => state).join(' ');
}

async function sizes(id: RolloutId): Promise<readonly number[]> {
  const byWave = Map.groupBy(await play.executions(id), ({ wave }) => wave);
  return [1, 2, 3].map((wave) => byWave.get(wave)?.length ?? 0);
}

/** What is told of a rollout, once: what was done, the phase then, and the wave. */
function told(id: RolloutId): readonly string[] {
  const lines = play.events.flatMap((event) => {
    if (event.type !== 'rollout.changed' || event.rollout !== id) return [];
    const { what, phase, wave, waveState } = event.data;
    return [[event.id, [what, phase, wave, waveState].filter((part) => part !== undefined).join(' ')] as const];
  });
  return [...new Map(lines).values()];
}

/** Counters are what the executions are, and nowhere are more permits than there should be. */
async function expectSound(id: RolloutId, cap: number): Promise<void> {
  const executions = await play.executions(id);
  const counters = await play.adapters.executionStore.counters(id);
  const counted = sumTallies(counters.map(({ tally }) => tally));
  expect(isSameTally(counted, sumTallies(executions.map(tallyOf)))).toBe(true);
  for (const [, own] of Map.groupBy(counters, ({ wave }) => wave)) {
    expect(own.reduce((sum, counter) => sum + counter.cap, 0)).toBeLessThanOrEqual(cap);
  }
}

test('a rollout goes through its waves and completes, and tells it', async () => {
  play = await PlayedRollouts.open(300);
  const id = await play.start();
  const scheduler = play.scheduler();
  await settle(scheduler);
  expect(await wavesOf(id)).toBe('running pending pending');
  expect(await sizes(id)).toEqual([5, 50, 245]);
  await play.callIn(id);
  expect(await play.states(id)).toEqual({ succeeded: 5, scheduled: 295 });
  await settle(scheduler);
  expect(await wavesOf(id)).toBe('passed running pending');
  await play.callIn(id);
  await settle(scheduler);
  expect(await wavesOf(id)).toBe('passed soaking pending');
  play.clock.advance(HOUR);
  await settle(scheduler);
  expect(await wavesOf(id)).toBe('passed passed running');
  await play.callIn(id);
  await settle(scheduler);
  expect((await play.rollout(id)).status).toMatchObject({ phase: 'completed' });
  expect(await play.states(id)).toEqual({ succeeded: 300 });
  const progress = await play.adapters.progressStore.get(id);
  expect(progress).toMatchObject({
    enrolled: 300,
    finished: 300,
    told: { revision: (await play.rollout(id)).revision },
  });
  expect(progress?.curve.points.at(-1)).toMatchObject({ succeeded: 300, failed: 0 });
  await expectSound(id, 40);
  await eventually('its end is told', () => told(id).at(-1) === 'complete completed 3 passed');
  expect(told(id)).toEqual([
    'create draft',
    'submit ready',
    'start running',
    ...['running', 'soaking', 'passed'].map((state) => `wave running 1 ${state}`),
    ...['running', 'soaking', 'passed'].map((state) => `wave running 2 ${state}`),
    ...['running', 'soaking', 'passed'].map((state) => `wave running 3 ${state}`),
    'complete completed 3 passed',
  ]);
});

test('whatever is done to a rollout is told, by each that does it and in order, however soon the next thing is', async () => {
  play = await PlayedRollouts.open(10);
  const id = await play.start({ waves: ONE_WAVE });
  await play.act(id, { type: 'pause', by: 'ben', reason: 'A call.' });
  await play.act(id, { type: 'resume', by: 'anna' });
  // Two see the same rollout at the same time: each may tell it.
  await Promise.all([play.scheduler().look(), play.scheduler().look()]);
  await settle(play.scheduler());
  await play.act(id, { type: 'halt', by: 'ben', reason: 'Smoke.' });
  await play.act(id, { type: 'cancel', by: 'ben', reason: 'Fire.' });
  // It was over before this one watched it: found by one look, and told by the next.
  const later = play.scheduler();
  await later.look();
  await later.look();
  await eventually('its end is told', () => told(id).at(-1) === 'cancel cancelled 1 running');
  expect(told(id)).toEqual([
    'create draft',
    'submit ready',
    'start running',
    'pause paused',
    'resume running',
    'wave running 1 running',
    'halt halted 1 running',
    'cancel cancelled 1 running',
  ]);
  const halt = play.events.find(({ type, data }) => type === 'rollout.changed' && data.what === 'halt');
  expect(halt?.data).toMatchObject({ by: 'ben', reason: 'Smoke.', phase: 'halted' });
  expect((await play.rollout(id)).untold?.length).toBeLessThan(4);
});

test('marks of settled devices are cleared when their wave opens, not before', async () => {
  play = await PlayedRollouts.open(20);
  const id = await play.start({ waves: [{ size: { devices: 5 } }, { size: { percent: 100 } }] });
  const scheduler = play.scheduler();
  const { settledMarks } = play.adapters;
  const cleared: string[] = [];
  const clear = settledMarks.clear.bind(settledMarks);
  settledMarks.clear = async (device) => {
    cleared.push(device);
    await clear(device);
  };
  await settle(scheduler);
  const inWave = async (wave: number) =>
    (await play.executions(id)).filter((one) => one.wave === wave).map(({ deviceId }) => deviceId);
  expect(cleared.toSorted()).toEqual(await inWave(1));
  await settle(scheduler);
  expect(cleared).toHaveLength(5);
  await play.callIn(id);
  await settle(scheduler);
  expect(cleared.slice(5).toSorted()).toEqual(await inWave(2));
  // A session that was open then may have marked its device since.
  play.clock.advance(MINUTE);
  await settle(scheduler);
  expect(cleared.slice(20).toSorted()).toEqual(await inWave(2));
});

test('a corrupt image is quarantined and the rollout halted, whatever devices still wait; who resumes it starts anew', async () => {
  play = await PlayedRollouts.open(100);
  const id = await play.start({ waves: ONE_WAVE, permits: { cap: 10 } });
  const scheduler = play.scheduler();
  await settle(scheduler);
  await play.callIn(id, () => 'corrupt');
  expect(await play.states(id)).toEqual({ failed: 10, scheduled: 90 });
  await settle(scheduler);
  expect((await play.rollout(id)).status).toMatchObject({ phase: 'halted', by: 'maxCorrupt' });
  expect(await play.adapters.imageCatalog.get(play.image.id)).toMatchObject({ state: 'quarantined' });
  const told = { from: 'released', to: 'quarantined', rollout: id, reason: expect.stringContaining('maxCorrupt') };
  await eventually('the quarantine is told', () => play.events.some(({ type }) => type === 'image.changed'));
  expect(play.events.find(({ type }) => type === 'image.changed')?.data).toMatchObject(told);
  await play.callIn(id);
  expect(await play.states(id)).toEqual({ failed: 10, scheduled: 90 });
  await play.act(id, { type: 'resume', by: 'ben', reason: 'It was the file server.' });
  await settle(scheduler);
  expect((await play.rollout(id)).status).toMatchObject({ phase: 'running' });
  await play.callIn(id, (device) => (device === play.devices[0]?.id ? 'corrupt' : 'upgrades'));
  await settle(scheduler);
  expect((await play.rollout(id)).status.phase).toBe('completed');
});

test('who dies while devices are enrolled is followed by another one: every device is in one wave, the same one', async () => {
  play = await PlayedRollouts.open(60);
  const pages = { size: 4, atOnce: 2 };
  const id = await play.start({
    waves: [{ size: { devices: 5 } }, { size: { percent: 30 } }, { size: { percent: 100 } }],
  });
  const waveOf = async () => new Map((await play.executions(id)).map(({ deviceId, wave }) => [deviceId, wave]));
  let known = await waveOf();
  let looks = 0;
  while ((await play.rollout(id)).enrolment?.completedAt === undefined) {
    // Counting is begun anew by each: it is given the time for it.
    const scheduler = play.scheduler({ pages: looks === 0 ? { size: 60, atOnce: 2 } : pages });
    await scheduler.look();
    const now = await waveOf();
    for (const [device, wave] of known) expect(now.get(device)).toBe(wave);
    known = now;
    // It died before it could keep how far it was.
    const progress = await play.adapters.progressStore.get(id);
    if (looks % 3 === 2 && progress) {
      const { enrolling: _, ...rest } = progress;
      if (looks < 12) await play.adapters.progressStore.put(rest);
    }
    if (++looks > 100) throw new Error('It never ends.');
  }
  expect(looks).toBeGreaterThan(8);
  expect(await sizes(id)).toEqual([5, 18, 37]);
  expect((await play.rollout(id)).waves.map(({ size }) => size)).toEqual([5, 18, 37]);
});

test('two that look at the same time do as one', async () => {
  play = await PlayedRollouts.open(200);
  const id = await play.start({ permits: { cap: 48 } });
  const [one, other] = [play.scheduler(), play.scheduler()];
  for (let round = 0; round < 40 && (await play.rollout(id)).status.phase === 'running'; round++) {
    await settle(one, other);
    await expectSound(id, 48);
    await play.callIn(id);
    play.clock.advance(10 * MINUTE);
  }
  expect((await play.rollout(id)).status.phase).toBe('completed');
  expect(await play.states(id)).toEqual({ succeeded: 200 });
});

test('devices of another rollout are named; a higher priority takes those to which nothing was sent', async () => {
  play = await PlayedRollouts.open(30);
  const scheduler = play.scheduler();
  const first = await play.start({ waves: ONE_WAVE, permits: { cap: 3 } });
  await settle(scheduler);
  await play.callIn(first, () => 'silent');
  const low = await play.start();
  await settle(scheduler);
  const enrolling = (await play.adapters.progressStore.get(low))?.enrolling;
  expect(enrolling).toMatchObject({ looked: 30, held: 30 });
  expect(enrolling?.heldBy).toHaveLength(20);
  expect(enrolling?.heldBy[0]?.rollout).toBe(first);
  const high = await play.start({ priority: 1, waves: ONE_WAVE });
  await settle(scheduler);
  expect(await play.states(first)).toEqual({ transferring: 3, superseded: 27 });
  expect(await play.states(high)).toEqual({ eligible: 27 });
  expect((await play.adapters.progressStore.get(high))?.enrolling).toMatchObject({ held: 3 });
  // It waits for nobody who is not in it.
  await play.callIn(high);
  await settle(scheduler);
  expect((await play.rollout(high)).status.phase).toBe('completed');
});

test('a target that is wider than it may be is not begun', async () => {
  play = await PlayedRollouts.open(12);
  const id = await play.start({ target: { filter: {}, mode: 'frozen', max: 11 } });
  await settle(play.scheduler());
  expect((await play.rollout(id)).status).toMatchObject({ phase: 'halted', by: 'max' });
  expect(await play.executions(id)).toEqual([]);
});

test('excluded devices are in no wave; those that fit later join where the target grows', async () => {
  play = await PlayedRollouts.open(10);
  const excluded = play.devices[0]?.id;
  const filter = { 'identity.manufacturer': 'Acme' };
  const id = await play.start({ target: { filter, exclude: { id: excluded }, mode: 'growing' }, waves: ONE_WAVE });
  const scheduler = play.scheduler();
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ eligible: 9 });
  await play.callIn(id);
  await settle(scheduler);
  await play.addDevices(3);
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ succeeded: 9 });
  play.clock.advance(10 * MINUTE);
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ succeeded: 9, eligible: 3 });
  await play.callIn(id);
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ succeeded: 12 });
  expect((await play.rollout(id)).status.phase).toBe('running');
});

test('who is cancelled leaves no device held, but where something is under way', async () => {
  play = await PlayedRollouts.open(20);
  const id = await play.start({ waves: ONE_WAVE, permits: { cap: 2 } });
  const scheduler = play.scheduler();
  await settle(scheduler);
  await play.callIn(id, () => 'silent');
  await play.act(id, { type: 'cancel', by: 'ben', reason: 'no more' });
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ transferring: 2, cancelled: 18 });
  const [open] = (await play.executions(id)).filter(({ state }) => state === 'transferring');
  expect(open?.evidence.cancelWanted).toEqual({ by: 'ben' });
  // Nothing is heard of them any more.
  play.clock.advance(5 * HOUR);
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ timedOut: 2, cancelled: 18 });
  await eventually('it is told', () => told(id).some((one) => one.startsWith('cancel cancelled')));
});

test('when its time is over it gives up; a clock that jumps there and back does no more', async () => {
  play = await PlayedRollouts.open(10);
  const id = await play.start({ waves: ONE_WAVE });
  const scheduler = play.scheduler();
  await settle(scheduler);
  play.clock.advance(-2 * HOUR);
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ eligible: 10 });
  play.clock.advance(31 * 24 * HOUR);
  await settle(scheduler);
  expect((await play.rollout(id)).status.phase).toBe('expired');
  const { eligible = 0 } = await play.states(id);
  expect(eligible).toBe(0);
  play.clock.advance(-31 * 24 * HOUR);
  await settle(scheduler);
  expect((await play.rollout(id)).status.phase).toBe('expired');
});

test('more time for the rollout is more time for its devices', async () => {
  play = await PlayedRollouts.open(3);
  const id = await play.start({ waves: ONE_WAVE });
  const scheduler = play.scheduler();
  await settle(scheduler);
  const rollout = await play.rollout(id);
  const deadlineAt = new Date(play.clock.now() + 60 * 24 * HOUR).toISOString();
  await play.adapters.rolloutStore.save({ ...rollout, document: { ...rollout.document, deadlineAt } });
  play.clock.advance(40 * 24 * HOUR);
  await settle(scheduler);
  expect((await play.executions(id)).map((one) => [one.state, one.deadlineAt])).toEqual(
    Array.from({ length: 3 }, () => ['eligible', deadlineAt]),
  );
});

test('a device of which nothing is heard burns its permit, and too many of them halt', async () => {
  play = await PlayedRollouts.open(50);
  const id = await play.start({ waves: ONE_WAVE, permits: { cap: 5 } });
  const scheduler = play.scheduler();
  await settle(scheduler);
  const fate: Fate = 'silent';
  await play.callIn(id, () => fate);
  play.clock.advance(5 * HOUR);
  await settle(scheduler);
  expect(await play.states(id)).toEqual({ timedOut: 5, scheduled: 45 });
  expect((await play.rollout(id)).status).toMatchObject({ phase: 'halted', by: 'maxSilent' });
});

test('a lower cap holds from the next look on', async () => {
  play = await PlayedRollouts.open(50);
  const id = await play.start({ waves: ONE_WAVE, permits: { cap: 40 } });
  const scheduler = play.scheduler();
  await settle(scheduler);
  const rollout = await play.rollout(id);
  await play.adapters.rolloutStore.save({ ...rollout, document: { ...rollout.document, permits: { cap: 4 } } });
  await settle(scheduler);
  await play.callIn(id, () => 'silent');
  // Four permits in two buckets: one may be where nobody needs it, until it wanders.
  for (let round = 0; round < 5; round++) {
    await settle(scheduler);
    await play.callIn(id, () => 'silent');
  }
  expect((await play.states(id)).transferring).toBe(4);
  await expectSound(id, 4);
});

test('it runs by the clock, and stops when it is told to', async () => {
  play = await PlayedRollouts.open(5);
  const id = await play.start({ waves: ONE_WAVE });
  const scheduler = play.scheduler();
  scheduler.start();
  await eventually('it runs', async () => {
    play.clock.advance(1_000);
    return (await wavesOf(id)) === 'running';
  });
  await scheduler.stop();
  const { revision } = await play.rollout(id);
  await play.callIn(id);
  play.clock.advance(HOUR);
  expect((await play.rollout(id)).revision).toBe(revision);
  expect(play.clock.pending).toBe(0);
});
