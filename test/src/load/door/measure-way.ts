import { informCount } from '../acs-state.ts';
import type { LoadGenerator } from '../start-load.ts';
import type { DoorOrder, DoorReport, WayIn } from './door-order.ts';
import type { DoorServers } from './door-servers.ts';
import type { DoorPlan } from './plan.ts';

/** One run. Throws when a session that should have been settled was not: it would measure something else. */
export async function measureWay(
  load: LoadGenerator,
  { open, guarded, credentials }: DoorServers,
  { connections, warmUpMs, windowMs }: DoorPlan,
  { way, ...rate }: Pick<DoorOrder, 'way' | 'ratePerS'>,
): Promise<DoorReport> {
  const { pid, cwmpPort, tlsPort, httpUrl, fleet } = serverOf(way, open, guarded);
  const order = { ...credentials, ...rate, way, port: way.tls ? tlsPort : cwmpPort, pid };
  const before = await informCount(httpUrl);
  const report = await load.door({ ...order, fleet, connections, warmUpMs, windowMs });
  const after = await informCount(httpUrl);
  const settled = after.settled - before.settled;
  if (settled !== report.sessionsInAll || after.unsettled !== before.unsettled)
    throw new Error(`${way.name}: of ${report.sessionsInAll} sessions ${settled} were settled.`);
  return report;
}

function serverOf<T>({ login }: WayIn, open: T, guarded: T): T {
  return login === undefined ? open : guarded;
}
