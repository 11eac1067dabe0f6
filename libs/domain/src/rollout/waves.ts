import type { DeviceId } from '../device/device-id.ts';
import { hash32 } from './device-hash.ts';
import { EXECUTION_STATES, isFinalState } from './execution.ts';
import { type BucketCounter, freePermits } from './permits.ts';
import type { RolloutTarget, Wave, WaveSpec } from './rollout.ts';
import type { RolloutId } from './rollout-id.ts';
import { enrolled, sumTallies, type Tally } from './tally.ts';

/** Where an operator says nothing. */
export const DEFAULT_WAVES: readonly WaveSpec[] = [
  { size: { devices: 5 }, soakMinutes: 24 * 60 },
  { size: { devices: 50 }, soakMinutes: 24 * 60 },
  { size: { percent: 1 }, soakMinutes: 24 * 60 },
  { size: { percent: 10 }, soakMinutes: 24 * 60 },
  { size: { percent: 100 } },
];

/** Devices of each wave, of `total`. Percentages are of all devices; the last wave takes what is left. */
export function waveSizes(specs: readonly WaveSpec[], total: number): readonly number[] {
  let left = total;
  return specs.map(({ size }, index) => {
    const wanted = 'devices' in size ? size.devices : Math.ceil((total * size.percent) / 100);
    const taken = index === specs.length - 1 ? left : Math.min(left, wanted);
    left -= taken;
    return taken;
  });
}

/**
 * Place of a device in the order in which a rollout takes devices, as a number to sort by: another order in each rollout, so
 * that it is not always the same subscribers who try what is new.
 */
export function rankOf(rollout: RolloutId, deviceId: DeviceId): number {
  return hash32(`${rollout}:${deviceId}`);
}

/** The wave (from 1) of the device at a place (from 0) in the order of `rankOf`. */
export function waveAt(place: number, sizes: readonly number[]): number {
  let end = 0;
  for (const [index, size] of sizes.entries()) {
    end += size;
    if (place < end) return index + 1;
  }
  return Math.max(1, sizes.length);
}

/** The wave of a device by its rank; once a wave is over, nobody comes into it any more. */
export function waveOfRank(rank: number, waves: readonly Wave[]): number {
  const wave = waves.find(({ ranksBelow = 2 ** 32 }) => rank < ranksBelow)?.number ?? waves.length;
  const firstOpen = waves.find(({ state }) => state === 'pending' || state === 'running')?.number ?? waves.length;
  return Math.max(wave, firstOpen);
}

/** Whether devices of the wave are admitted: also those that call in when the others are through. */
export function isOpenWave({ state }: Pick<Wave, 'state'>): boolean {
  return state === 'running' || state === 'soaking' || state === 'passed';
}

/** Whether nothing is left to do; a rollout whose target grows has always something. */
export function isDone(waves: readonly Wave[], tally: Tally, mode: RolloutTarget['mode']): boolean {
  return mode === 'frozen' && waves.every(({ state }) => state === 'passed') && unfinished(tally) === 0;
}

/** Devices that are in no final state. */
export function unfinished({ states }: Tally): number {
  return EXECUTION_STATES.reduce((sum, state) => sum + (isFinalState(state) ? 0 : (states[state] ?? 0)), 0);
}

export type WaveVerdict =
  | { readonly kind: 'goesOn' }
  /** It did well: it soaks, and after that the next one may begin. */
  | { readonly kind: 'soaks' }
  | { readonly kind: 'passed' }
  /** So many failed that the success threshold is out of reach. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** All permits are burned: nothing goes on by itself. */
  | { readonly kind: 'stalled'; readonly detail: string };

const SUCCESS_THRESHOLD = 0.95;

/** What becomes of a wave that is running or soaks. */
export function judgeWave(wave: Wave, spec: WaveSpec, counters: readonly BucketCounter[], nowMs: number): WaveVerdict {
  const tally = sumTallies(counters.map((counter) => counter.tally));
  const counted = enrolled(tally) - leftOut(tally);
  const threshold = (spec.successThreshold ?? SUCCESS_THRESHOLD) * counted;
  const succeeded = tally.states.succeeded ?? 0;
  const lost = (tally.states.failed ?? 0) + (tally.states.timedOut ?? 0);
  if (counted - lost < threshold) {
    return { kind: 'failed', detail: `${lost} of ${counted} devices failed: the success threshold is out of reach.` };
  }
  if (wave.state === 'soaking') return soakedWave(wave, spec, nowMs);
  // A wave that nobody is in yet has not done well.
  if (enrolled(tally) >= wave.size && succeeded >= threshold) return { kind: 'soaks' };
  const isStuck = tally.inFlight === 0 && counters.every((counter) => freePermits(counter) < 1) && waits(tally) > 0;
  if (!isStuck) return { kind: 'goesOn' };
  return { kind: 'stalled', detail: `All ${wave.cap} permits are burned and ${waits(tally)} devices wait.` };
}

function soakedWave({ since }: Wave, { soakMinutes = 0 }: WaveSpec, nowMs: number): WaveVerdict {
  return nowMs - Date.parse(since) >= soakMinutes * 60_000 ? { kind: 'passed' } : { kind: 'soaks' };
}

/** Devices that say nothing of how the wave did. */
function leftOut({ states }: Tally): number {
  return (states.skipped ?? 0) + (states.cancelled ?? 0) + (states.superseded ?? 0);
}

function waits({ states }: Tally): number {
  return (states.eligible ?? 0) + (states.scheduled ?? 0) + (states.notified ?? 0);
}

/** The wave to begin now; undefined: one is under way, or all are over, or somebody has to open it. */
export function nextWave(waves: readonly Wave[], specs: readonly WaveSpec[], opened: number): number | undefined {
  const index = waves.findIndex(({ state }) => state !== 'passed');
  const wave = waves[index];
  if (wave?.state !== 'pending') return undefined;
  const isGated = index > 0 && specs[index - 1]?.gate === true && opened < wave.number;
  return isGated ? undefined : wave.number;
}
