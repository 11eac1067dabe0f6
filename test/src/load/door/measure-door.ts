import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeCertificates } from '#libs/testing/certificates';
import { type AcsProcess, spawnAcs } from '../../harness/spawn-acs.ts';
import { informCount } from '../acs-state.ts';
import { cpuTimeUs } from '../cpu-time.ts';
import { pinnedTo } from '../machine.ts';
import { residentBytes } from '../resident-bytes.ts';
import type { LoadGenerator } from '../start-load.ts';
import { type DoorOrder, type DoorReport, WAYS_IN, type WayIn } from './door-order.ts';
import type { DoorPlan } from './plan.ts';
import type { DoorResults, UnderAttack } from './results.ts';
import { type Attack, startAttack } from './start-attack.ts';

const FLEET = 'door';
const PARAMETERS = 15;
const DEVICE = '00D09E-SimGw181-SIM000001';

/** The measured ACS with everything that is said to it. */
class Door {
  constructor(
    private readonly load: LoadGenerator,
    private readonly plan: DoorPlan,
    readonly acs: AcsProcess,
    private readonly files: Pick<DoorOrder, 'ca' | 'cert' | 'key'>,
  ) {}

  /** Throws when a session that should have been settled was not: it would measure something else. */
  async run(way: WayIn): Promise<DoorReport> {
    const { connections, warmUpMs, windowMs } = this.plan;
    const { pid, cwmpPort, tlsPort, httpUrl } = this.acs;
    const order = { ...this.files, way, port: way.tls ? tlsPort : cwmpPort, pid, connections, warmUpMs, windowMs };
    const before = await informCount(httpUrl);
    const report = await this.load.door({ ...order, fleet: FLEET });
    const after = await informCount(httpUrl);
    const settled = after.settled - before.settled;
    if (settled !== report.sessionsInAll || after.unsettled !== before.unsettled)
      throw new Error(`${way.name}: of ${report.sessionsInAll} sessions ${settled} were settled.`);
    return report;
  }

  /** On a machine that others use, too, it says more than rates do. */
  private async attackAlone(attack: Attack) {
    const sample = async () => ({
      wallMs: performance.now(),
      cpuMs: cpuTimeUs(this.acs.pid) / 1_000,
      ...(await attack.state()),
    });
    const before = await sample();
    await delay(this.plan.windowMs * 2);
    const after = await sample();
    const wallMs = after.wallMs - before.wallMs;
    return {
      aloneShare: (after.cpuMs - before.cpuMs) / wallMs,
      aloneWrongPerS: ((after.wrong - before.wrong) * 1_000) / wallMs,
    };
  }

  async underAttack(): Promise<UnderAttack> {
    const [way] = WAYS_IN;
    if (way === undefined) throw new Error('There is no way in.');
    const before = await this.run(way);
    const residentBefore = residentBytes(this.acs.pid);
    const attack = await startAttack({ ...this.plan.attack, port: this.acs.cwmpPort });
    try {
      const alone = await this.attackAlone(attack);
      const reports: DoorReport[] = [];
      let residentDuring = 0;
      for (let round = 0; round < this.plan.rounds; round++) {
        reports.push(await this.run(way));
        residentDuring = Math.max(residentDuring, residentBytes(this.acs.pid));
      }
      const during = reports.toSorted((a, b) => a.sessionsPerS - b.sessionsPerS)[reports.length >> 1] ?? before;
      return {
        plan: this.plan.attack,
        before,
        during,
        state: await attack.state(),
        ...alone,
        residentBefore,
        residentDuring,
      };
    } finally {
      attack.stop();
    }
  }
}

/** What the ways in cost, and what an attack on the door takes from those who are served. */
export async function measureDoor(
  load: LoadGenerator,
  plan: DoorPlan,
  onStep: (what: string) => void,
): Promise<DoorResults> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-door-'));
  const { ca, server } = await makeCertificates({ out: folder, hosts: ['localhost', '127.0.0.1'], devices: [DEVICE] });
  const settings = {
    MUSTER_GATEWAY_TLS_CERT_FILE: server.certificate,
    MUSTER_GATEWAY_TLS_KEY_FILE: server.key,
    MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional',
    MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: ca,
    // The CPEs; the attackers are at others.
    MUSTER_GATEWAY_ADDRESS_UNLIMITED: '127.0.0.1',
  };
  const acs = await spawnAcs(path.join(folder, 'data'), settings, pinnedTo('server'));
  const read = (name: string) => readFile(path.join(folder, name), 'utf8');
  const files = { ca: await read('ca.pem'), cert: await read('SIM000001.pem'), key: await read('SIM000001.key') };
  try {
    onStep(`first contact of ${plan.devices} devices`);
    const { cwmpUrl: url, pid } = acs;
    await load.discover({ fleet: FLEET, url, pid, count: plan.devices, parameters: PARAMETERS });
    const door = new Door(load, plan, acs, files);
    const ways: Record<string, DoorReport[]> = {};
    for (let round = 1; round <= plan.rounds; round++) {
      onStep(`settled sessions by each way in, round ${round} of ${plan.rounds}`);
      for (const way of WAYS_IN) ways[way.name] = [...(ways[way.name] ?? []), await door.run(way)];
    }
    onStep('settled sessions under attack');
    return { ways, attack: await door.underAttack() };
  } finally {
    await acs.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
