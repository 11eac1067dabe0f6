import { discoverFleet } from './discover-fleet.ts';
import type { LoadCall, LoadCalls } from './load-calls.ts';
import { openSessions } from './open-sessions.ts';
import { runSessions } from './run-sessions.ts';

const fleets = new Map<string, readonly string[]>();

const calls: LoadCalls = {
  async discover({ fleet, ...order }) {
    const { report, informs } = await discoverFleet(order);
    fleets.set(fleet, informs);
    return report;
  },
  run: ({ fleet, ...order }) => runSessions(fleets.get(fleet) ?? [], order),
  open: openSessions,
};

// The process ends with its channel, and with the first error: the benchmark sees that.
process.on('message', async ({ call, order }: LoadCall) => {
  process.send?.({ result: await calls[call](order as never) });
});
process.on('disconnect', () => process.exit(0));
