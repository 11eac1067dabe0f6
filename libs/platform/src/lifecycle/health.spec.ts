import { Health } from './health.ts';

test('a process is ready from its start to the beginning of its shutdown', async () => {
  const health = new Health();
  expect(await health.readiness()).toMatchObject({ ready: false, state: 'starting' });
  health.started();
  expect(await health.readiness()).toEqual({ ready: true, state: 'running', checks: [] });
  health.stopping();
  health.started();
  expect(await health.readiness()).toMatchObject({ ready: false, state: 'stopping' });
});

test('each check is listed; one that fails or does not answer makes the process not ready', async () => {
  const health = new Health();
  health.started();
  health.addCheck('store', () => Promise.resolve());
  health.addCheck('bus', () => Promise.reject(new Error('broker down')));
  health.addCheck('cache', () => new Promise(() => undefined), 5);
  health.addCheck('thrower', () => {
    throw new TypeError('at once');
  });
  const durationMs = expect.any(Number);
  expect(await health.readiness()).toEqual({
    ready: false,
    state: 'running',
    checks: [
      { name: 'store', ok: true, durationMs },
      { name: 'bus', ok: false, durationMs, error: 'broker down', failingForMs: durationMs },
      { name: 'cache', ok: false, durationMs, error: 'no answer within 5 ms', failingForMs: durationMs },
      { name: 'thrower', ok: false, durationMs, error: 'at once', failingForMs: durationMs },
    ],
  });
});

test('a failure that passes within the grace is told, but leaves the process ready; one that lasts does not', async () => {
  let now = 1_000;
  let isDown = true;
  const health = new Health({ graceMs: 15_000, now: () => now });
  health.started();
  health.addCheck('bus', async () => {
    if (isDown) throw new Error('broker down');
  });
  const probe = async (atMs: number) => {
    now = atMs;
    const { ready, checks } = await health.readiness();
    return { ready, failingForMs: checks[0]?.failingForMs, error: checks[0]?.error };
  };
  const error = 'broker down';
  expect(await probe(1_000)).toEqual({ ready: true, failingForMs: 0, error });
  expect(await probe(15_999)).toEqual({ ready: true, failingForMs: 14_999, error });
  expect(await probe(16_000)).toEqual({ ready: false, failingForMs: 15_000, error });
  isDown = false;
  expect(await probe(17_000)).toEqual({ ready: true, failingForMs: undefined, error: undefined });
  // The grace begins anew.
  isDown = true;
  expect(await probe(40_000)).toMatchObject({ ready: true, failingForMs: 0 });
});

test('probes that arrive together ask a dependency once; later ones ask again', async () => {
  const health = new Health();
  let asked = 0;
  health.addCheck('store', async () => {
    asked += 1;
  });
  await Promise.all([health.readiness(), health.readiness(), health.readiness()]);
  expect(asked).toBe(1);
  await health.readiness();
  expect(asked).toBe(2);
});
