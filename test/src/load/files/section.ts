import { count } from '../markdown-table.ts';
import type { Saved } from '../saved-results.ts';
import { filesReport } from './report.ts';
import type { FilesResults } from './results.ts';

/** The part of docs/benchmarks.md about the file server. */
export function filesSection({ on, machine, results }: Saved<FilesResults>): string {
  return [
    '## Files',
    'Repeat it with `npm run bench -- --files` (five minutes; with `--quick` one).',
    `\
- The firmware role is a process of its own on core 0, once with its files in a folder and once in GridFS, with nginx (Debian's, one
  process, \`sendfile\`, no log) and a bare Node server (\`createReadStream\` piped to the answer) in turn beside it. The clients, and
  MongoDB where it is needed, are on core 1. All of it is on the loopback: **CPU per GB is the figure to compare**, since where the
  clients' core is full they are what limits the rate.
- The image has ${count(results.plan.imageBytes / 1_024 / 1_024)} MiB of random bytes. Each client has a URL of its own, signed for a device of its own; the servers that are
  compared with check nothing. Times are those of answers that ended while it was measured. What went into the kernel's buffers
  before that, some MB for each client, is counted when it is read.
- Slow clients read a little every second; the kernel takes some hundred KB for each of them, which no server can help. Others, as
  many as in the first table, fetch the whole file meanwhile. Memory is that of the process, without the kernel's.`,
    `${on}, ${machine}.`,
    filesReport(results),
  ].join('\n\n');
}
