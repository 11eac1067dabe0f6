import { ManualClock } from './manual-clock.ts';

test('calls what is due in its order and at its time', () => {
  const clock = new ManualClock(1_000);
  const calls: string[] = [];
  clock.after(30, () => calls.push(`late at ${clock.now()}`));
  clock.after(10, () => {
    calls.push(`early at ${clock.now()}`);
    clock.after(5, () => calls.push(`added at ${clock.now()}`));
  });
  clock.advance(29);
  expect(calls).toEqual(['early at 1010', 'added at 1015']);
  expect([clock.now(), clock.pending]).toEqual([1_029, 1]);
  clock.advance(1);
  expect(calls.at(-1)).toBe('late at 1030');
});

test('does not call what was cancelled', () => {
  const clock = new ManualClock();
  const calls: string[] = [];
  const cancel = clock.after(1, () => calls.push('cancelled'));
  clock.after(1, () => calls.push('called'));
  cancel();
  clock.advance(1);
  expect(calls).toEqual(['called']);
});
