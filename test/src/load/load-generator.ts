import type { Cpe } from '#libs/testing/cpe';
import { discoverFleet } from './discover-fleet.ts';
import { runDoor } from './door/run-door.ts';
import { fetchFiles } from './files/fetch-files.ts';
import { SlowClients } from './files/slow-clients.ts';
import type { LoadCall, LoadCalls } from './load-calls.ts';
import { openSessions } from './open-sessions.ts';
import { periodicInform } from './periodic-inform.ts';
import { runSessions } from './run-sessions.ts';
import { visitFleet } from './visit-fleet.ts';

interface KnownFleet {
  readonly cpes: readonly Cpe[];
  /** What each sends periodically. */
  readonly informs: readonly string[];
}

const fleets = new Map<string, KnownFleet>();
const slow = new SlowClients();

const calls: LoadCalls = {
  async discover({ fleet, ...order }) {
    const { report, cpes } = await discoverFleet(order);
    fleets.set(fleet, { cpes, informs: cpes.map(periodicInform) });
    return report;
  },
  async visit({ fleet, ...order }) {
    const cpes = fleets.get(fleet)?.cpes ?? [];
    const report = await visitFleet(cpes, order);
    fleets.set(fleet, { cpes, informs: cpes.map(periodicInform) });
    return report;
  },
  run: ({ fleet, ...order }) => runSessions(fleets.get(fleet)?.informs ?? [], order),
  open: openSessions,
  fetch: fetchFiles,
  holdSlow: (order) => slow.hold(order),
  dropSlow: async () => slow.release(),
  door: ({ fleet, ...order }) => runDoor(fleets.get(fleet)?.informs ?? [], order),
};

// The process ends with its channel, and with the first error: the benchmark sees that.
process.on('message', async ({ call, order }: LoadCall) => {
  process.send?.({ result: await calls[call](order as never) });
});
process.on('disconnect', () => process.exit(0));
