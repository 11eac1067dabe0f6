import type { LoadGenerator } from '../start-load.ts';
import { type DoorReport, WAYS_IN } from './door-order.ts';
import { startDoorServers } from './door-servers.ts';
import { MeasureAttack } from './measure-attack.ts';
import { measureWay } from './measure-way.ts';
import type { DoorPlan } from './plan.ts';
import type { DoorResults } from './results.ts';

/** What the ways in cost, and what an attack on the door takes from those who are served. */
export async function measureDoor(
  load: LoadGenerator,
  plan: DoorPlan,
  onStep: (what: string) => void,
): Promise<DoorResults> {
  const servers = await startDoorServers(load, plan, onStep);
  try {
    const attack = await new MeasureAttack(load, servers, plan, onStep).run();
    const ways: Record<string, DoorReport[]> = {};
    for (let round = 1; round <= plan.rounds; round++) {
      onStep(`settled sessions by each way in, round ${round} of ${plan.rounds}`);
      for (const way of WAYS_IN)
        ways[way.name] = [...(ways[way.name] ?? []), await measureWay(load, servers, plan, { way })];
    }
    return { ways, attack };
  } finally {
    await servers.stop();
  }
}
