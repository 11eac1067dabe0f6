import type { Saved } from '../saved-results.ts';
import { desiredReport } from './report.ts';
import type { DesiredResults } from './results.ts';

/** The part of docs/benchmarks.md about declared devices, with its headings; the picture is `images/converge.svg`. */
export function desiredSection({ on, machine, results }: Saved<DesiredResults>): string {
  const picture =
    results.converge === undefined
      ? []
      : ['![Devices that are as declared, events that wait and sessions per second](images/converge.svg)'];
  return [
    '## Desired state',
    'Repeat it with `npm run bench -- --desired` (ten minutes; with `--quick` two; with `--only publish` and the like one part).',
    METHOD,
    `${on}, ${machine}.`,
    ...picture,
    desiredReport(results),
  ].join('\n\n');
}

const METHOD = `\
- Publication: on the cluster of the section above and one process of the API. Known devices are filled in as there; those that
  call in were discovered with 300 parameters and are as their profile declares them. MongoDB's own profiler tells what it was
  asked to write from the call until a second later. The devices that call in then have one session after the other until
  nothing is done in one: in the first each is looked at, in the next its new ParameterKey is. Rates are measured before
  and after, with nothing published meanwhile.
- A fleet: two gateways, two processes of provisioning, one API, Kafka, Redis, MongoDB and all CPEs share this machine;
  settings are the defaults. Each CPE is known, settled and as its profile declares it: its documents are copies. It has a
  handful of values, calls in once in the time given, on a connection of its own, sets what it is told and tells it when it
  is read back; after 503 it comes back when Retry-After says. A device counts as declared when the API says so.
- First contact: bootstrap, discovery of all names and values, ten parameters and two rows of five columns set and read back.
  CPU in µs per device, until provisioning is done with its events; “roles” are gateway and provisioning. Where a main thread
  spends its time was sampled by V8's profiler while other devices came, which are not in the other figures.
- Publication and first contact: the gateways turn nobody away and wait longer for a decision than they do by default, as it is
  asked what a session costs, not who is let in.
- Dry run: the whole ACS in one process on core 0, its database on disk. Devices are copies of one of each model of the
  simulator. The draft is for all of them, by capabilities. Heap is what is left after a full garbage collection.`;
