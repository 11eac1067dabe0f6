import type { ShownCommand, ShownEvent } from '../harness/api-client.ts';
import { openSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { readEvents } from './event-log.ts';
import { MortalAcs } from './mortal-acs.ts';
import { SeededRandom } from './seeded-random.ts';
import { MARK, Storm } from './storm.ts';
import type { Wish } from './wish.ts';

const SEED = 20_261_124;
const ROUNDS = 30;
const CPES = 20;
const FINAL = ['command.completed', 'command.failed', 'command.expired', 'command.cancelled'];

let acs: MortalAcs;
let storm: Storm;
/** All commands as they are in the end, by id. */
let commands: ReadonlyMap<string, ShownCommand>;
/** Every Inform and every end of a command that was published. */
let published: readonly ShownEvent[];

beforeAll(async () => {
  acs = await MortalAcs.start();
  const random = new SeededRandom(SEED);
  storm = new Storm(acs, CPES, random);
  for (let round = 0; round < ROUNDS; round++) {
    await storm.round(10 + random.below(150));
    await acs.restart();
  }
  await settleAll();
  await storm.insist();
  await settleAll();
  const lists = await Promise.all(storm.cpes.map((cpe) => acs.api.commands(cpe.deviceId)));
  commands = new Map(lists.flat().map((command) => [command.id, command]));
  published = await everythingPublished();
}, 300_000);
afterAll(() => acs.remove());

async function settleAll(): Promise<void> {
  await Promise.all(storm.cpes.map((cpe) => storm.settle(cpe)));
}

/** An Inform of one more CPE is the last event to be read. */
async function everythingPublished(): Promise<readonly ShownEvent[]> {
  const last = acs.newCpe('STORM_OVER');
  await openSession(last);
  const events = await readEvents(
    acs.httpUrl,
    ['device.informed', ...FINAL],
    (event) => event.deviceId === last.deviceId,
  );
  last.close();
  return events;
}

function acceptedOf(...kinds: readonly string[]): readonly (Wish & { readonly accepted: ShownCommand })[] {
  return storm.wishes.flatMap((wish) =>
    wish.accepted && kinds.includes(wish.spec.kind) ? [{ ...wish, accepted: wish.accepted }] : [],
  );
}

test('the storm was one: sessions were cut, and there was work of every kind', () => {
  expect(storm.broken).toBeGreaterThan(ROUNDS);
  for (const kind of ['reboot', 'download', 'add', 'set', 'get', 'factoryReset']) {
    expect([kind, acceptedOf(kind).length > 2]).toEqual([kind, true]);
  }
});

test('every Inform that was acknowledged is known', () => {
  const known = published.flatMap(
    ({ data }) => (data.events as readonly { eventCode: string; commandKey: string }[]) ?? [],
  );
  const marks = new Set(known.flatMap(({ eventCode, commandKey }) => (eventCode === MARK ? [commandKey] : [])));
  const acknowledged = storm.cpes.flatMap((cpe) => cpe.acknowledged.filter(([code]) => code === MARK));
  expect(acknowledged.length).toBeGreaterThan(ROUNDS);
  expect(acknowledged.filter(([, mark = '']) => !marks.has(mark))).toEqual([]);
});

test('every command that was accepted reached exactly one final state', () => {
  expect(storm.wishes.filter(({ accepted }) => accepted === undefined)).toEqual([]);
  const ends = published.filter(({ type }) => FINAL.includes(type));
  const unsettled = storm.wishes.flatMap(({ accepted, spec }) => {
    const { id = '' } = accepted ?? {};
    const state = commands.get(id)?.state;
    const told = ends.filter(({ data }) => data.commandId === id).map(({ type }) => type);
    return told.length === 1 && told[0] === `command.${state}` ? [] : [{ id, kind: spec.kind, state, told }];
  });
  expect(unsettled).toEqual([]);
});

test('every command was done', () => {
  const others = [...commands.values()].filter(({ state }) => state !== 'completed');
  expect(others.map(({ spec, outcome }) => [spec.kind, outcome])).toEqual([]);
});

test('no reboot and no download was executed twice', () => {
  for (const { cpe, accepted } of acceptedOf('reboot')) {
    expect([accepted.id, cpe.executions('Reboot', accepted.commandKey)]).toEqual([accepted.id, 1]);
  }
  for (const { cpe, accepted } of acceptedOf('download')) {
    expect([accepted.id, cpe.executions('Download', accepted.commandKey)]).toEqual([accepted.id, 1]);
  }
});

test('no row was added twice, and each command has the row that was added for it', () => {
  for (const { cpe, accepted, table = '' } of acceptedOf('add')) {
    expect([accepted.id, cpe.executions('AddObject', table)]).toEqual([accepted.id, 1]);
    expect(commands.get(accepted.id)).toMatchObject({ id: accepted.id, outcome: { result: { instanceNumber: 1 } } });
  }
});

test('no factory reset was executed more often than it was asked for', () => {
  for (const cpe of storm.cpes) {
    const asked = acceptedOf('factoryReset').filter((wish) => wish.cpe === cpe).length;
    expect([cpe.deviceId, cpe.executions('FactoryReset')]).toEqual([cpe.deviceId, asked]);
  }
});
