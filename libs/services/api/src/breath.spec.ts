import { ManualClock } from '#libs/testing/port-contracts';
import { Breath } from './breath.ts';

test('work that takes long lets others have their turn, work that does not goes on', async () => {
  const clock = new ManualClock();
  const breath = new Breath(clock);
  let turns = 0;
  const other = () => {
    turns++;
    setImmediate(other).unref();
  };
  setImmediate(other).unref();
  for (let n = 0; n < 8; n++) {
    await breath.take();
    clock.advance(1);
  }
  expect(turns).toBe(0);
  clock.advance(1);
  await breath.take();
  expect(turns).toBeGreaterThan(0);
});
