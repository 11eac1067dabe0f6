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
      { name: 'bus', ok: false, durationMs, error: 'broker down' },
      { name: 'cache', ok: false, durationMs, error: 'no answer within 5 ms' },
      { name: 'thrower', ok: false, durationMs, error: 'at once' },
    ],
  });
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
