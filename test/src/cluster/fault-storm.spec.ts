import { describeWith } from '#libs/testing/servers';
import type { Wish } from '../e2e/wish.ts';
import type { ShownCommand } from '../harness/api-client.ts';
import { type Aftermath, FaultStorm } from './storm/fault-storm.ts';
import { faultsOf } from './storm/faults.ts';
import { KafkaLedger } from './storm/kafka-ledger.ts';
import { FINAL_STATES, MortalCluster, type StoredCommand } from './storm/mortal-cluster.ts';

const CPES = 200;
const NORMAL_WITHIN_MS = 30_000;

// On servers of its own, as they are killed.
describeWith(
  ['kafka', 'redis', 'mongo'],
  `${CPES} CPEs call in, commands are queued, and one thing after the other fails`,
  () => {
    let cluster: MortalCluster;
    let storm: FaultStorm;
    const aftermaths: Aftermath[] = [];
    const errors: string[] = [];
    const kafka = new KafkaLedger();
    let deadLetters = 0;
    let commands: ReadonlyMap<string, StoredCommand>;

    beforeAll(async () => {
      cluster = await MortalCluster.start((name, entry) => {
        if (entry.level === 'error') errors.push(`${name}: ${JSON.stringify(entry)}`);
      });
      storm = new FaultStorm(cluster, CPES);
      await storm.begun();
      const { completed, broken, turnedAway } = storm.log;
      say(`every CPE is known: ${completed} sessions, ${broken} broken, ${turnedAway} answers 503`);
      for (const fault of faultsOf(cluster)) {
        const aftermath = await storm.endure(fault);
        aftermaths.push(aftermath);
        say(`${fault.name}: normal after ${(aftermath.normalMs / 1_000).toFixed(1)} s`);
      }
      await storm.end();
      say('every accepted command is final');
      commands = new Map((await cluster.commands()).map((command) => [command._id, command]));
      await cluster.readTopic('device', kafka.add);
      await cluster.readTopic('dlq', () => {
        deadLetters++;
      });
    }, 600_000);

    afterAll(async () => {
      process.stdout.write(`\n${table(aftermaths)}\n${errors.slice(0, 20).join('\n')}\n`);
      await cluster?.stop();
    }, 60_000);

    function acceptedOf(...kinds: readonly string[]): readonly (Wish & { readonly accepted: ShownCommand })[] {
      return storm.operator.wishes.flatMap((wish) =>
        wish.accepted && kinds.includes(wish.spec.kind) ? [{ ...wish, accepted: wish.accepted }] : [],
      );
    }

    // A command waits for its device, and a machine is as fast as it is: what comes on top of that is the fault's.
    test('each fault kept service from being normal for less than half a minute', () => {
      const [none, ...faults] = aftermaths;
      const ordinaryMs = none?.normalMs ?? 0;
      expect(faults.filter(({ normalMs }) => normalMs - ordinaryMs >= NORMAL_WITHIN_MS)).toEqual([]);
    });

    test('every Inform that was acknowledged is in Kafka, with what it told', () => {
      const acknowledged = storm.cpes.flatMap((cpe) => cpe.informs);
      expect(acknowledged.length).toBeGreaterThan(CPES * aftermaths.length);
      const lost = acknowledged.filter(({ sessionId, events }) => {
        const known = kafka.informs.get(sessionId);
        return known === undefined || events.some(([code]) => !known.includes(code));
      });
      expect(lost).toEqual([]);
    });

    test('every command that was accepted reached exactly one final state', () => {
      expect(storm.operator.wishes.filter(({ accepted }) => accepted === undefined)).toEqual([]);
      const unsettled = storm.operator.wishes.flatMap(({ accepted, spec }) => {
        const { id = '' } = accepted ?? {};
        const state = commands.get(id)?.state ?? 'none';
        const told = kafka.ends.get(id) ?? [];
        const isSettled = FINAL_STATES.includes(state) && told.length === 1 && told[0] === state;
        return isSettled ? [] : [{ id, kind: spec.kind, state, told }];
      });
      expect(unsettled).toEqual([]);
    });

    test('every command was done, but for very few whose answers were lost three times', () => {
      const others = [...commands.values()].filter(({ state }) => state !== 'completed');
      expect(others.filter(({ outcome = '' }) => !outcome.includes('"reason":"timed_out"'))).toEqual([]);
      expect(others.length).toBeLessThanOrEqual(commands.size / 100);
    });

    test('no reboot, download, row or factory reset was carried out twice', () => {
      const twice = (
        method: string,
        wishes: ReturnType<typeof acceptedOf>,
        keyOf: (wish: (typeof wishes)[number]) => string,
      ) => wishes.filter((wish) => wish.cpe.executions(method, keyOf(wish)) !== 1).map((wish) => wish.accepted);
      const commandKey = ({ accepted }: { readonly accepted: ShownCommand }) => accepted.commandKey;
      expect(twice('Reboot', acceptedOf('reboot'), commandKey)).toEqual([]);
      expect(twice('Download', acceptedOf('download'), commandKey)).toEqual([]);
      expect(twice('AddObject', acceptedOf('add'), ({ table = '' }) => table)).toEqual([]);
      const resets = storm.cpes.map((cpe) => [
        cpe.executions('FactoryReset'),
        acceptedOf('factoryReset').filter((wish) => wish.cpe === cpe).length,
      ]);
      expect(resets.filter(([done, asked]) => done !== asked)).toEqual([]);
    });

    test('nothing was given up', () => {
      expect(deadLetters).toBe(0);
    });
  },
);

/** Where a run stands, for who waits for it: it takes minutes. */
function say(what: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`);
}

function table(aftermaths: readonly Aftermath[]): string {
  const head = ['fault', 'normal after', 'all served', 'commands done', 'sessions', 'broken', '503'];
  const rows = aftermaths.map((row) => [
    row.fault,
    ...[row.normalMs, row.servedMs, row.commandsMs].map((ms) => `${(ms / 1_000).toFixed(1)} s`),
    ...[row.completed, row.broken, row.turnedAway].map(String),
  ]);
  const lines = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
