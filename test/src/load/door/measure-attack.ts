import { setTimeout as delay } from 'node:timers/promises';
import { cpuTimeUs } from '../cpu-time.ts';
import { forgetPeak, peakResidentBytes, residentBytes } from '../resident-bytes.ts';
import type { LoadGenerator } from '../start-load.ts';
import type { AttackState } from './attack-order.ts';
import { DIGEST_KEPT, DIGEST_NEW, type DoorOrder } from './door-order.ts';
import type { DoorServers } from './door-servers.ts';
import { measureWay } from './measure-way.ts';
import type { AttackPlan, DoorPlan } from './plan.ts';
import type { AttackedPhase, AttackedReport, AttackPhase, AttackProgress, UnderAttack } from './results.ts';
import { type Attack, startAttack } from './start-attack.ts';

/** Of what the first round had without an attack, where CPEs call in at a rate of their own. */
export const PACED_SHARE = 0.55;
export const ATTACKED_RUNS = [
  { name: 'connection kept, as fast as they can', way: DIGEST_KEPT },
  { name: 'new connections, as fast as they can', way: DIGEST_NEW },
  { name: 'connection kept, at a rate', way: DIGEST_KEPT, paceOf: 'connection kept, as fast as they can' },
  { name: 'new connections, at a rate', way: DIGEST_NEW, paceOf: 'new connections, as fast as they can' },
] as const;

/** What attacks on the door take from those who are served, in turn without them and with them. */
export class MeasureAttack {
  private attacks = 0;

  constructor(
    private readonly load: LoadGenerator,
    private readonly servers: DoorServers,
    private readonly plan: DoorPlan,
    private readonly onStep: (what: string) => void,
  ) {}

  async run(): Promise<UnderAttack> {
    const { attackRounds: rounds, attacks: plans } = this.plan;
    const without: AttackPhase[] = [];
    const attacks = plans.map((plan) => ({ plan, during: [] as AttackedPhase[] }));
    for (let round = 1; round <= rounds; round++) {
      this.onStep(`settled sessions without an attack, round ${round} of ${rounds}`);
      forgetPeak(this.pid);
      without.push(await this.phase(without[0]));
      for (const { plan, during } of attacks) {
        this.onStep(`the same with an attack from ${plan.addresses} addresses, round ${round} of ${rounds}`);
        forgetPeak(this.pid);
        during.push(await this.attackedPhase(plan, without[0]));
      }
    }
    return { without, attacks };
  }

  private get pid(): number {
    return this.servers.guarded.pid;
  }

  private async attackedPhase(plan: AttackPlan, first: AttackPhase | undefined): Promise<AttackedPhase> {
    const { cwmpPort: port } = this.servers.guarded;
    const { username } = this.servers.credentials.login;
    const attack = await startAttack({ ...plan, port, username, network: ++this.attacks });
    try {
      const aloneShare = await this.shareAlone();
      return { aloneShare, ...(await this.phase(first, attack)), state: await attack.state() };
    } finally {
      attack.stop();
    }
  }

  /** On a machine that others use, too, it says more than rates do. */
  private async shareAlone(): Promise<number> {
    const sample = () => ({ wallUs: performance.now() * 1_000, cpuUs: cpuTimeUs(this.pid) });
    const before = sample();
    await delay(this.plan.windowMs);
    const after = sample();
    return (after.cpuUs - before.cpuUs) / (after.wallUs - before.wallUs);
  }

  private async phase(first: AttackPhase | undefined, attack?: Attack): Promise<AttackPhase> {
    const runs: Record<string, AttackedReport> = {};
    for (const run of ATTACKED_RUNS) {
      const full = 'paceOf' in run ? (first?.runs ?? runs)[run.paceOf]?.sessionsPerS : undefined;
      const rate = full === undefined ? {} : { ratePerS: full * PACED_SHARE };
      runs[run.name] = await this.measured({ way: run.way, ...rate }, attack);
    }
    return { runs, residentPeak: peakResidentBytes(this.pid), resident: residentBytes(this.pid) };
  }

  private async measured(order: Pick<DoorOrder, 'way' | 'ratePerS'>, attack?: Attack): Promise<AttackedReport> {
    const measure = () => measureWay(this.load, this.servers, this.plan, order);
    if (attack === undefined) return measure();
    const before = await timed(attack);
    const report = await measure();
    return { ...report, attack: progress(before, await timed(attack)) };
  }
}

type TimedState = AttackState & { readonly wallUs: number };

async function timed(attack: Attack): Promise<TimedState> {
  return { wallUs: performance.now() * 1_000, ...(await attack.state()) };
}

function progress(before: TimedState, { p50Ms, p99Ms, ...after }: TimedState): AttackProgress {
  const wallUs = after.wallUs - before.wallUs;
  const wrongPerS = ((after.wrong - before.wrong) / wallUs) * 1e6;
  return { p50Ms, p99Ms, wrongPerS, share: (after.cpuUs - before.cpuUs) / wallUs };
}
