import type { Rounds } from './measure-sessions.ts';
import type { RunReport } from './run-sessions.ts';
import { medianOf } from './statistics.ts';

const BUSY = 0.9;

/** What makes the figures of runs at full load doubtful. */
export function warnings({ keepAlive, perPost }: Readonly<Record<'keepAlive' | 'perPost', Rounds>>): readonly string[] {
  const runs = [
    ...Object.entries(keepAlive),
    ...Object.entries(perPost).map(([name, reports]) => [`${name} with new connections`, reports] as const),
  ];
  const saturated = runs.filter(([, reports]) => loadOf(reports) > BUSY).map(([name]) => name);
  const disturbed = runs
    .filter(([, reports]) => loadOf(reports) <= BUSY && medianOf(reports, (run) => run.serverShare) < BUSY)
    .map(([name]) => name);
  const found: string[] = [];
  if (saturated.length > 0)
    found.push(
      `the load generator was the bottleneck (more than 90 % of its core) at: ${saturated.join('; ')}. ` +
        'The rates there are too low and the latencies too high; CPU per session still holds.',
    );
  if (disturbed.length > 0)
    found.push(
      `the server waited (for the disk, or because the machine was busy with something else) at: ${disturbed.join('; ')}. ` +
        'The rates there are too low and the latencies too high; CPU per session still holds.',
    );
  return found;
}

function loadOf(reports: readonly RunReport[]): number {
  return medianOf(reports, (run) => run.loadShare);
}
