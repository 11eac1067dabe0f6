import { createLogger } from '../logging/create-logger.ts';
import { handleProcessSignals, type ProcessEvents } from './process-signals.ts';
import { Shutdown } from './shutdown.ts';

const never = () => new Promise<void>(() => undefined);

function fixture(timeoutMs = 1_000) {
  const entries: Record<string, unknown>[] = [];
  const output = { write: (line: string) => void entries.push(JSON.parse(line)) };
  const logger = createLogger('test', { level: 'debug', format: 'json', output });
  const steps: string[] = [];
  const shutdown = new Shutdown({ logger, timeoutMs, onBegin: () => steps.push('not ready') });
  const step = (name: string) => async () => void steps.push(name);
  return { entries, logger, steps, shutdown, step };
}

/** A process whose exit codes can be awaited in turn. */
class FakeProcess implements ProcessEvents {
  readonly #listeners = new Map<string, (value: unknown) => void>();
  readonly exitCodes: number[] = [];
  readonly #exited = Promise.withResolvers<number>();
  readonly exited = this.#exited.promise;

  on(event: string, listener: (value: unknown) => void): void {
    this.#listeners.set(event, listener);
  }

  exit(code: number): void {
    this.exitCodes.push(code);
    this.#exited.resolve(code);
  }

  emit(event: string, value?: unknown): void {
    this.#listeners.get(event)?.(value);
  }
}

describe('shutdown', () => {
  test('readiness goes first, then all drains end, then closing in the reverse order', async () => {
    const { steps, shutdown, step } = fixture();
    const release = Promise.withResolvers<void>();
    shutdown.register('close', 'store', step('store closed'));
    shutdown.register('close', 'bus', step('bus closed'));
    shutdown.register('drain', 'sessions', () => release.promise.then(step('sessions drained')));
    shutdown.register('drain', 'listener', step('listener drained'));
    const ended = shutdown.begin();
    expect(shutdown.begin()).toBe(ended);
    release.resolve();
    expect(await ended).toBe(true);
    expect(steps).toEqual(['not ready', 'listener drained', 'sessions drained', 'bus closed', 'store closed']);
  });

  test('a task that fails is reported and keeps nothing else from ending', async () => {
    const { steps, shutdown, step, entries } = fixture();
    shutdown.register('drain', 'bad', () => Promise.reject(new Error('stuck')));
    shutdown.register('close', 'store', step('store closed'));
    expect(await shutdown.begin()).toBe(false);
    expect(steps).toContain('store closed');
    expect(entries).toMatchObject([{ level: 'error', task: 'bad', err: { message: 'stuck' } }]);
  });

  test('what hangs is cut when the time is up', async () => {
    const { shutdown, entries } = fixture(5);
    shutdown.register('drain', 'sessions', never);
    expect(await shutdown.begin()).toBe(false);
    expect(entries).toMatchObject([{ level: 'warn', timeoutMs: 5 }]);
  });
});

describe('process signals', () => {
  test.each(['SIGTERM', 'SIGINT'])('%s ends the process with 0 after shutdown and flush', async (signal) => {
    const { shutdown, step, steps, logger } = fixture();
    const target = new FakeProcess();
    shutdown.register('close', 'store', step('store closed'));
    handleProcessSignals({ target, shutdown, logger, flush: step('flushed') });
    target.emit(signal, signal);
    expect(await target.exited).toBe(0);
    expect(steps).toEqual(['not ready', 'store closed', 'flushed']);
  });

  test('a shutdown that had to cut something exits with 1', async () => {
    const { shutdown, logger } = fixture(5);
    const target = new FakeProcess();
    shutdown.register('drain', 'sessions', never);
    handleProcessSignals({ target, shutdown, logger, flush: async () => undefined });
    target.emit('SIGTERM');
    expect(await target.exited).toBe(1);
  });

  test('a second signal exits at once with 130', async () => {
    const { shutdown, logger } = fixture();
    const target = new FakeProcess();
    shutdown.register('drain', 'sessions', never);
    handleProcessSignals({ target, shutdown, logger, flush: never });
    target.emit('SIGINT');
    target.emit('SIGINT');
    expect(target.exitCodes).toEqual([130]);
    await shutdown.begin();
  });

  test.each([
    ['uncaughtException', 'uncaught exception'],
    ['unhandledRejection', 'unhandled rejection'],
  ])('%s is logged as fatal and exits with 1, even when telemetry hangs', async (event, message) => {
    const { shutdown, logger, entries } = fixture();
    const target = new FakeProcess();
    handleProcessSignals({ target, shutdown, logger, flush: never, flushTimeoutMs: 5 });
    target.emit(event, new Error('boom'));
    expect(await target.exited).toBe(1);
    expect(entries).toMatchObject([{ level: 'fatal', msg: message, err: { message: 'boom' } }]);
  });
});
