import type { Cpe, CpeOptions, SessionLog } from '#libs/testing/cpe';
import { Gathering } from './gathering.ts';
import { PLACES, PLAYED_MODELS, type PlayedModel } from './places.ts';
import { Play } from './play.ts';
import type { MortalStage } from './stage.ts';
import { aChild, aPortMapping } from './wishes.ts';

/** A plan, and the devices that it is for. */
interface Plot {
  readonly title: string;
  readonly cpe: CpeOptions;
  readonly before: readonly object[];
  readonly after: readonly object[];
  readonly reboot: 'never' | 'whenNeeded';
  /** Of the session with the plan, by the alphabet. */
  readonly methods: readonly string[];
}

/** Deletes a row, adds two and one in one of them, sets, sets attributes, and sets what may cut the line. */
const AFTER = [
  aPortMapping({ web: 443 }),
  aChild({ morning: 9 }),
  { capability: 'wifi.2g.ssid', value: 'Casa' },
  { capability: 'time.ntp', value: 'ntp2.isp.example', notify: 'active' },
  { capability: 'wan.pppoe.username', value: 'line17@isp.example' },
];
const PLOTS: readonly Plot[] = [
  {
    title: 'killed',
    cpe: {},
    before: [aPortMapping({ old: 99 }), { capability: 'time.ntp', value: 'ntp1.isp.example' }],
    after: AFTER,
    reboot: 'never',
    methods: [
      'AddObject',
      'DeleteObject',
      'GetParameterNames',
      'GetParameterValues',
      'SetParameterAttributes',
      'SetParameterValues',
    ],
  },
  {
    title: 'killed-rebooting',
    // TR-069 A.3.2.1: what is set holds after the next boot.
    cpe: { writeStatus: 1 },
    before: [],
    after: [{ capability: 'time.ntp', value: 'ntp2.isp.example' }],
    reboot: 'whenNeeded',
    methods: ['GetParameterValues', 'Reboot', 'SetParameterValues'],
  },
];

/** What became of the RPC that was on its way: done and answered into the void, or never done. */
const FATES = ['done', 'lost'] as const;
type Fate = (typeof FATES)[number];
/** Sessions at the same time. */
const AT_ONCE = 8;

interface Undisturbed {
  readonly plot: Plot;
  readonly model: PlayedModel;
  readonly cpe: Cpe;
  /** Of the session with the plan. */
  readonly rpcs: SessionLog['rpcs'];
}

interface Victim {
  readonly play: Play;
  readonly cpe: Cpe;
  readonly example: Undisturbed;
  readonly turn: number;
  readonly fate: Fate;
}

/** Which fates are suffered at a turn: each by a device of its own. */
type FatesAt = (model: PlayedModel, turn: number) => readonly Fate[];

export const bothFates: FatesAt = () => FATES;
/** One model suffers at each turn what the other one does not. */
export const fatesInTurn: FatesAt = (model, turn) => [FATES[(PLAYED_MODELS.indexOf(model) + turn) % 2] ?? 'lost'];

/** The ACS dies once, at the moment when devices of each model are at each step of the same plan. */
export function playKilled(stage: () => MortalStage, fatesAt: FatesAt): void {
  const examples: Undisturbed[] = [];
  const victims: Victim[] = [];

  beforeAll(async () => {
    for (const plot of PLOTS) {
      for (const model of PLAYED_MODELS) {
        const example = await playUndisturbed(stage(), plot, model);
        examples.push(example);
        victims.push(...(await prepare(stage(), example, fatesAt)));
      }
    }
    await killInTheMiddle(stage(), victims);
  }, 240_000);

  test('the plans have every kind of step', () => {
    expect(examples).toHaveLength(PLOTS.length * PLAYED_MODELS.length);
    for (const { plot, cpe, rpcs } of examples) {
      const methods = rpcs.map(({ method }) => method);
      expect([...new Set(methods)].toSorted()).toEqual(plot.methods);
      expect(cpe.ledger.executed('Reboot')).toHaveLength(plot.reboot === 'never' ? 0 : 1);
      if (plot.after !== AFTER) continue;
      expect(methods.filter((method) => method === 'AddObject')).toHaveLength(3);
      expect(methods.filter((method) => method === 'SetParameterValues')).toHaveLength(2);
    }
  });

  test('wherever a device was, it becomes as declared, no row is there twice, and it is rebooted once', async () => {
    const outcomes: object[] = [];
    await atMost(AT_ONCE, victims, async (victim) => {
      const { play, cpe } = victim;
      await play.sessions(cpe);
      await play.standing(cpe, 'InSync');
      outcomes.push(outcomeOf(victim, cpe));
    });
    const expected = victims.map((victim) => outcomeOf(victim, victim.example.cpe));
    // A dozen RPCs of the larger plan for each model.
    expect(expected.length).toBeGreaterThanOrEqual(24);
    expect(outcomes.toSorted(byTurn)).toEqual(expected.toSorted(byTurn));
  }, 240_000);
}

/** What a device that suffered this has, and what was done to it that must not be done twice. */
function outcomeOf({ example: { plot, model }, turn, fate }: Victim, cpe: Cpe): object {
  const [adds, reboots] = [cpe.ledger.executed('AddObject').length, cpe.ledger.executed('Reboot').length];
  return { plot: plot.title, model, turn, fate, adds, reboots, has: contentsOf(cpe, model) };
}

/** Without a death: what the plan is, and what comes of it. */
async function playUndisturbed(stage: MortalStage, plot: Plot, model: PlayedModel): Promise<Undisturbed> {
  const play = new Play(stage, `un${plot.title}`, model);
  await play.publish(plot.before);
  const cpe = await play.expected({}, plot.cpe);
  await play.sessions(cpe);
  await play.publish(plot.after, { reboot: plot.reboot });
  const { rpcs } = await play.session(cpe);
  await play.sessions(cpe);
  await play.standing(cpe, 'InSync');
  return { plot, model, cpe, rpcs };
}

/** Devices for each turn of the plan, as they are before it. */
async function prepare(stage: MortalStage, example: Undisturbed, fatesAt: FatesAt): Promise<readonly Victim[]> {
  const { plot, model, rpcs } = example;
  const play = new Play(stage, plot.title, model);
  await play.publish(plot.before);
  const victims: Victim[] = [];
  for (const turn of Array.from(rpcs, (_, n) => n)) {
    for (const fate of fatesAt(model, turn)) {
      victims.push({ play, cpe: await play.expected({}, plot.cpe), example, turn, fate });
    }
  }
  await atMost(AT_ONCE, victims, async ({ cpe }) => {
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
  });
  await play.publish(plot.after, { reboot: plot.reboot });
  return victims;
}

/** Every device stops at its turn; when all have, whoever decides is killed, and they go on. */
async function killInTheMiddle(stage: MortalStage, victims: readonly Victim[]): Promise<void> {
  const gathering = new Gathering(victims.length);
  const sessions = victims.map(({ play, cpe, turn, fate }) =>
    play.session(cpe, {
      answer: async (_request, at) => {
        if (at !== turn) return undefined;
        await gathering.come();
        return fate === 'lost' ? 'vanish' : undefined;
      },
    }),
  );
  await Promise.race([gathering.complete, Promise.all(sessions)]);
  await stage.killDecider();
  gathering.letGo();
  await stage.replaceDecider();
  await Promise.all(sessions);
}

/** What the device has of what was declared, row by row. */
function contentsOf({ tree }: Cpe, model: PlayedModel): Readonly<Record<string, string | undefined>> {
  const { root, portMappings, parental, ssid, ntp, pppoeUser } = PLACES[model];
  const names = tree.names(root, false);
  if (!names.ok) throw new Error('a device without a tree');
  const rows = names.value.map(({ name }) => name).filter((name) => isWithin(name, [portMappings, parental]));
  return Object.fromEntries([...rows, ssid, ntp, pppoeUser].map((name) => [name, tree.value(name)]));
}

function isWithin(name: string, tables: readonly string[]): boolean {
  return tables.some((table) => name.startsWith(table));
}

/** Does something for each, for some at a time. */
async function atMost<T>(width: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function byTurn(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
