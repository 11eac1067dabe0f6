import { count, table } from '../markdown-table.ts';
import { pacedTable, sessionTable } from '../session-tables.ts';
import type { EmbeddedResults } from './results.ts';

/** The results as Markdown tables, which can be read on a terminal too. */
export function embeddedReport(results: EmbeddedResults): string {
  const { keepAlive, perPost, paced, discovery, memory, logBytesPerSession } = results;
  return [
    '### Settled sessions, one connection for all POSTs',
    sessionTable(keepAlive),
    '### Settled sessions, a new connection for every POST',
    sessionTable(perPost),
    '### At 70 % of the highest rate',
    pacedTable(paced),
    '### First contact',
    table(
      ['parameters', 'CPU µs per device', 'devices/s of one core', 'devices/s here'],
      discovery.map(({ parameters, serverUs, perS }) => [
        count(parameters),
        count(serverUs),
        count(1e6 / serverUs),
        count(perS),
      ]),
    ),
    '### Memory and disk',
    table(
      ['what', 'bytes'],
      [
        [`heap per open session (${count(memory.sessions)} open)`, count(memory.bytesPerSession)],
        ['the same after every device has opened a second session', count(memory.bytesAfterSecond)],
        ['event log per settled session', count(logBytesPerSession)],
      ],
    ),
  ].join('\n\n');
}
