import { SystemClock } from '#libs/platform';
import { ForwardClock } from '../harness/forward-clock.ts';

/**
 * Imported before a role's main (`node --import`): its clock is ahead by TEST_CLOCK_AHEAD_MS, and goes forward by the
 * milliseconds that its parent process sends. The role is the one that is shipped.
 */
const clock = new ForwardClock();
SystemClock.prototype.now = () => clock.now();
SystemClock.prototype.after = (delayMs, callback) => clock.after(delayMs, callback);

const { TEST_CLOCK_AHEAD_MS: ahead = '0' } = process.env;
clock.putForward(Number(ahead));
process.on('message', (ms: number) => {
  clock.putForward(ms);
  process.send?.(clock.now());
});
// Its parent may want nothing of it: that must not keep it from ending.
process.channel?.unref();
