import { type Command, completed, EventBus, newCommand, nowFinished, timestamp } from '#libs/domain';
import { type Adapters, createLogger, openAdapters } from '#libs/platform';
import { ManualClock } from '#libs/testing/port-contracts';
import { CommandWatch } from './command-watch.ts';
import { aDevice } from './testing/a-device.ts';
import { UnreliableBus } from './testing/unreliable-bus.ts';

const deviceId = aDevice('Z2').id;
const never = new AbortController().signal;
const logLines: string[] = [];
const logger = createLogger('test', {
  level: 'warn',
  format: 'json',
  output: { write: (line) => void logLines.push(line) },
});
let clock: ManualClock;
let adapters: Adapters;
beforeEach(async () => {
  clock = new ManualClock();
  adapters = await openAdapters({ dataDir: ':memory:', clock });
});
afterEach(() => adapters.close());

async function queued(id: string): Promise<Command> {
  const command = newCommand({
    id,
    deviceId,
    origin: 'operator',
    spec: { kind: 'reboot' },
    nowMs: clock.now(),
    expiresInS: 60,
  });
  return (await adapters.commandStore.add(command)).command;
}

const finish = (command: Command) => adapters.commandStore.save(nowFinished(command, completed(), clock.now()));

function announce({ id, commandKey, origin }: Command) {
  const data = { commandId: id, commandKey, kind: 'reboot', origin, outcome: completed() } as const;
  const time = timestamp(clock.now());
  return adapters.eventBus.publish([{ id: `${id}:done`, type: 'command.completed', deviceId, time, data }]);
}

test('many may wait for one command, and others are not woken by it', async () => {
  const watch = new CommandWatch(adapters.eventBus, adapters.commandStore, clock, logger, 10);
  const [command, other] = [await queued('a'), await queued('b')];
  const seat = watch.sit();
  const waits = [seat?.watch('a', 1_000, never), seat?.watch('a', 1_000, never)];
  const unanswered = seat?.watch('b', 1_000, never);
  await finish(command);
  await announce(command);
  expect((await Promise.all(waits)).map((seen) => seen?.state)).toEqual(['completed', 'completed']);
  clock.advance(1_000);
  expect(await unanswered).toEqual(other);
  seat?.leave();
  watch.close();
});

test('who has gone away waits no more', async () => {
  const watch = new CommandWatch(adapters.eventBus, adapters.commandStore, clock, logger, 10);
  const command = await queued('a');
  const seat = watch.sit();
  const gone = new AbortController();
  const waiting = seat?.watch('a', 60_000, gone.signal);
  gone.abort();
  expect(await waiting).toEqual(command);
  watch.close();
});

test('a seat that is left, even twice, is one seat', () => {
  const watch = new CommandWatch(adapters.eventBus, adapters.commandStore, clock, logger, 1);
  const seat = watch.sit();
  expect(watch.sit()).toBeUndefined();
  seat?.leave();
  seat?.leave();
  expect(watch.sit()).toBeDefined();
  expect(watch.sit()).toBeUndefined();
  watch.close();
});

test('an interrupted follower begins again, and looks for what it has not heard', async () => {
  const bus = new BreakingBus(adapters.eventBus);
  const watch = new CommandWatch(bus, adapters.commandStore, clock, logger, 1);
  const command = await queued('a');
  const seat = watch.sit();
  const waiting = seat?.watch('a', 60_000, never);
  await finish(command);
  await bus.broken;
  // Until it tries again, nobody tells it.
  while (clock.now() < Date.UTC(2026, 0, 1) + 5_000) {
    await new Promise(setImmediate);
    clock.advance(1_000);
  }
  expect((await waiting)?.state).toBe('completed');
  expect(logLines.at(-1)).toContain('interrupted');
  watch.close();
});

/** Following fails the first time. */
class BreakingBus extends UnreliableBus {
  readonly #first = Promise.withResolvers<void>();
  readonly broken = this.#first.promise;
  #failed = false;

  override follow(options: Parameters<EventBus['follow']>[0]): ReturnType<EventBus['follow']> {
    if (this.#failed) return super.follow(options);
    this.#failed = true;
    this.#first.resolve();
    throw new Error('no bus');
  }
}
