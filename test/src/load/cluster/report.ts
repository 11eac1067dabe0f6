import { count, ms, percent, table } from '../markdown-table.ts';
import type { Rounds } from '../measure-sessions.ts';
import { medianInRound } from '../session-tables.ts';
import { BARE } from '../start-bare.ts';
import { medianOf } from '../statistics.ts';
import { aimsTable } from './aims.ts';
import { figures, wholeUs } from './figures.ts';
import type { ClusterResults, KnownDevicesState } from './results.ts';
import type { OtherProcess } from './start-bench-cluster.ts';

const OTHERS: readonly OtherProcess[] = ['provisioning', 'Redis', 'Kafka', 'MongoDB'];
const NONE = '–';

/** The results as Markdown tables, which can be read on a terminal too. */
export function clusterReport(results: ClusterResults): string {
  const { keepAlive, perPost, few, many, manyKnown } = results;
  return [
    '### Against the aims',
    aimsTable(figures(results)),
    `### Settled sessions, one connection for all POSTs, ${count(few.devices)} known devices`,
    roundsTable(keepAlive),
    '### Settled sessions, a new connection for every POST',
    roundsTable(perPost),
    `### Settled sessions, one connection, ${count(many.devices)} known devices`,
    roundsTable(manyKnown),
    '### At 70 % of the highest rate',
    pacedLatency(results),
    '### First contact',
    firstContactTable(results),
    '### At rest',
    restTable([few, many]),
    '### Memory and disk',
    memoryTable(results),
  ].join('\n\n');
}

/** CPU in µs per session of each process. */
function roundsTable(rounds: Rounds): string {
  const bare = rounds[BARE] ?? [];
  return table(
    ['server', 'sessions/s', 'gateway', ...OTHERS, 'all', 'gateway ÷ bare', 'all ÷ bare', 'p50', 'p99', 'core 0 busy'],
    Object.entries(rounds).map(([name, runs]) => [
      name,
      count(medianOf(runs, (run) => run.sessionsPerS)),
      count(medianOf(runs, (run) => run.serverUs)),
      ...OTHERS.map((other) => (name === BARE ? NONE : count(medianOf(runs, (run) => run.othersUs[other] ?? 0)))),
      count(medianOf(runs, wholeUs)),
      medianInRound(bare, runs, (ours, theirs) => ours.serverUs / theirs.serverUs).toFixed(1),
      medianInRound(bare, runs, (ours, theirs) => wholeUs(ours) / wholeUs(theirs)).toFixed(1),
      ms(medianOf(runs, (run) => run.p50Ms)),
      ms(medianOf(runs, (run) => run.p99Ms)),
      percent(medianOf(runs, (run) => run.serverShare)),
    ]),
  );
}

function pacedLatency({ paced }: ClusterResults): string {
  return table(
    ['server', 'sessions/s', 'core 0 busy', 'POST p50', 'POST p99', 'gateway µs', 'all µs'],
    Object.entries(paced).map(([name, run]) => [
      name,
      count(run.sessionsPerS),
      percent(run.serverShare),
      ms(run.p50Ms),
      ms(run.p99Ms),
      count(run.serverUs),
      count(wholeUs(run)),
    ]),
  );
}

function firstContactTable({ firstContacts }: ClusterResults): string {
  return table(
    ['parameters', 'gateway', ...OTHERS, 'devices/s/core, roles', 'devices/s/core, all', 'devices/s here'],
    firstContacts.map(({ parameters, cpuUs, perS }) => {
      const roles = cpuUs.gateway + cpuUs.provisioning;
      const all = OTHERS.reduce((sum, other) => sum + cpuUs[other], cpuUs.gateway);
      const others = OTHERS.map((other) => count(cpuUs[other]));
      return [count(parameters), count(cpuUs.gateway), ...others, count(1e6 / roles), count(1e6 / all), count(perS)];
    }),
  );
}

function restTable(states: readonly KnownDevicesState[]): string {
  const percents = (share: number) => `${(share * 100).toFixed(1)} %`;
  return table(
    ['known devices', 'gateway', ...OTHERS],
    states.map(({ devices, atRest }) => [
      count(devices),
      percents(atRest.gateway),
      ...OTHERS.map((other) => percents(atRest[other])),
    ]),
  );
}

function memoryTable({ memory, bytesPerEvent }: ClusterResults): string {
  const { sessions, heapPerSession, redisPerSession, connections, heapPerConnection, residentPerConnection } = memory;
  return table(
    ['what', 'bytes'],
    [
      [`gateway, heap per open session without a connection (${count(sessions)} open)`, noLess(heapPerSession)],
      [`gateway, heap per open session with its connection (${count(connections)} open)`, count(heapPerConnection)],
      ['gateway, resident memory per open session with its connection', count(residentPerConnection)],
      ['bare Node, heap per open connection', count(memory.bareHeapPerConnection)],
      ['Redis, per open session', count(redisPerSession)],
      ['Kafka, on disk per event', count(bytesPerEvent)],
    ],
  );
}

/** A difference between two heaps that is lost in what else changes. */
function noLess(bytes: number): string {
  return bytes > 0 ? count(bytes) : 'none to be seen';
}
