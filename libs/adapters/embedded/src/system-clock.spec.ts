import { SystemClock } from './system-clock.ts';

test('tells the time of the system', () => {
  const before = Date.now();
  const now = new SystemClock().now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test('calls once after the delay, unless cancelled', async () => {
  const clock = new SystemClock();
  const called: string[] = [];
  const cancel = clock.after(1, () => called.push('cancelled'));
  cancel();
  // The timers of the clock do not keep the process alive; this one does.
  const alive = setTimeout(() => undefined, 10_000);
  await new Promise<void>((resolve) => {
    clock.after(5, () => {
      called.push('called');
      resolve();
    });
  });
  clearTimeout(alive);
  expect(called).toEqual(['called']);
});
