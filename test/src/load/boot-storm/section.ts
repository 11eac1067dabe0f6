import type { Saved } from '../saved-results.ts';
import type { BootStormResult, Quantiles } from './run-boot-storm.ts';

/** The part of docs/benchmarks.md about the boot storm, with its headings; the picture is `images/boot-storm.svg`. */
export function bootStormSection({ on, machine, results: result }: Saved<BootStormResult>): string {
  const { cpes, withinMs, gateways, provisioning, servedWithinMs, capacityPerS, refused, refusedFor } = result;
  const ratePerS = cpes / (withinMs / 1_000);
  const reasons = Object.entries(refusedFor)
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => `${count(times)} ${reason}`);
  return `## Boot storm

${count(cpes)} known CPEs boot within ${withinMs / 1_000} seconds, as after a power cut: ${count(ratePerS)} Informs (\`1 BOOT\`, never settled) per second, about
${(ratePerS / capacityPerS).toFixed(0)} times what this cluster can take. Repeat it with \`npm run bench -- --boot-storm\`.

${on}, ${machine}.

- Kafka, Redis, MongoDB, ${gateways} gateways, ${provisioning} processes of provisioning and all CPEs share this machine; settings are the defaults.
- Each CPE is known: its documents are copies of those of one that was discovered. It sends its Inform on a connection of its
  own, then the empty POST, and is served when that is answered with 204. After 503 it comes back when Retry-After says, at the
  other gateway; after anything else by the retry table of TR-069 §3.2.1.1.
- “completed” counts whole sessions, with the decision of provisioning. Durations are those the CPEs saw, from connecting on.

![CPEs that wait, sessions per second and how long they took, over the seconds of the storm](images/boot-storm.svg)

| what | |
| --- | ---: |
| all ${count(cpes)} CPEs served within | ${(servedWithinMs / 1_000).toFixed(0)} s |
| sessions/s while CPEs were refused | ${count(capacityPerS)} |
| Informs answered with 503 and Retry-After | ${count(refused)} (${reasons.join(', ')}) |
| 503 without Retry-After | ${count(result.mute503)} |
| POSTs refused in a session under way | ${count(result.brokenOff)} |
| attempts that failed in another way | ${count(result.failed)} |
| sessions that ended before provisioning had decided | ${count(result.undecided)} |
| most attempts of one CPE | ${count(result.mostAttempts)} |
| InformResponse: p50, p99, longest | ${durations(result.inform)} |
| session that was let in: p50, p99, longest | ${durations(result.session)} |
| 503: p50, p99, longest | ${durations(result.refusal)} |`;
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

function durations({ p50Ms, p99Ms, mostMs }: Quantiles): string {
  return [p50Ms, p99Ms, mostMs].map((ms) => `${count(ms)} ms`).join(', ');
}
