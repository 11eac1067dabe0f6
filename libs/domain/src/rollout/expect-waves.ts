import { type HaltRules, haltRulesOf } from './halt-rules.ts';
import { windowLeadMs } from './maintenance-window.ts';
import { expectedDurationMs } from './progress.ts';
import type { MaintenanceWindow, RolloutDocument } from './rollout.ts';
import { waveSizes } from './waves.ts';
import { type WallTime, wallTime, weekdayOf } from './zoned-time.ts';

/** A wave as it is to be expected, before anything is known of it. */
export interface ExpectedWave {
  /** From 1. */
  readonly wave: number;
  readonly devices: number;
  readonly soakMinutes: number;
  /** Somebody has to open it. */
  readonly gated: boolean;
  /** The rules that hold in it (`haltRulesOf`). */
  readonly halt: Required<HaltRules>;
  /** At least, with its soak: all devices call in at once, and none is tried again. Infinite without a window. */
  readonly durationMs: number;
}

export interface WaveForecast {
  readonly waves: readonly ExpectedWave[];
  readonly durationMs: number;
  /** In which devices may begin: windows, but for their lead. */
  readonly minutesPerWeek: number;
  /** That can be upgraded in a week. */
  readonly devicesPerWeek: number;
}

const WEEK_MINUTES = 7 * 24 * 60;

/** The waves of a rollout over `enrolled` devices, of which only `upgraded` get something. */
export function expectWaves(
  document: RolloutDocument,
  counts: {
    readonly enrolled: number;
    readonly upgraded: number;
    /** Images that these fetch, on the way to the target, too. */
    readonly fetches: number;
    /** Of one image. */
    readonly perDeviceMs: number;
  },
  nowMs: number,
): WaveForecast {
  const { permits, windows, timeZone } = document;
  const leadMinutes = windowLeadMs(document) / 60_000;
  const minutesPerWeek = openMinutes(windows, timeZone ?? 'UTC', nowMs, leadMinutes);
  const openShare = minutesPerWeek / WEEK_MINUTES;
  const images = counts.upgraded === 0 ? 1 : counts.fetches / counts.upgraded;
  const perDeviceMs = counts.perDeviceMs * images + (document.deviceSoakMinutes ?? 0) * 60_000;
  const share = counts.enrolled === 0 ? 0 : counts.upgraded / counts.enrolled;
  const waves = waveSizes(document.waves, counts.enrolled).map((devices, index) => {
    const busy = { devices: Math.ceil(devices * share), cap: permits.cap, perDeviceMs, openShare };
    const { soakMinutes = 0 } = document.waves[index] ?? {};
    const gated = document.waves[index - 1]?.gate === true;
    const durationMs = (busy.devices === 0 ? 0 : expectedDurationMs(busy)) + soakMinutes * 60_000;
    return { wave: index + 1, devices, soakMinutes, gated, halt: haltRulesOf(document, index + 1), durationMs };
  });
  return {
    waves,
    durationMs: waves.reduce((sum, wave) => sum + wave.durationMs, 0),
    minutesPerWeek,
    devicesPerWeek: Math.floor((permits.cap * minutesPerWeek * 60_000) / perDeviceMs),
  };
}

/** Minutes of a week in which a device in `zone` may begin, `leadMinutes` before a window closes at the latest, as clocks stand at `nowMs`. */
export function openMinutes(
  windows: readonly MaintenanceWindow[] | undefined,
  zone: string,
  nowMs: number,
  leadMinutes = 0,
): number {
  if (windows === undefined || windows.length === 0) return WEEK_MINUTES;
  const open = new Uint8Array(WEEK_MINUTES);
  for (const window of windows) markOpen(open, window, zone, nowMs);
  const closed = open.indexOf(0);
  if (closed < 0) return WEEK_MINUTES;
  return lengthsOfRuns(open, closed).reduce((sum, run) => sum + run - Math.min(leadMinutes, Math.floor(run / 2)), 0);
}

/** Minutes of each time that is open, also of one over the end of the week. */
function lengthsOfRuns(open: Uint8Array, closed: number): readonly number[] {
  const runs: number[] = [];
  let run = 0;
  for (let minute = 1; minute <= open.length; minute++) {
    if (open[(closed + minute) % open.length] === 1) run++;
    else if (run > 0) {
      runs.push(run);
      run = 0;
    }
  }
  return runs;
}

function markOpen(open: Uint8Array, window: MaintenanceWindow, deviceZone: string, nowMs: number): void {
  const utc = wallTime(nowMs, 'UTC');
  const wall = wallTime(nowMs, window.zone === 'device' ? deviceZone : window.zone);
  if (utc === undefined || wall === undefined) return;
  const ahead = minuteOfWeek(wall) - minuteOfWeek(utc);
  const [hours = 0, minutes = 0] = window.start.split(':').map(Number);
  for (const day of window.days ?? [1, 2, 3, 4, 5, 6, 7]) {
    const from = (day - 1) * 24 * 60 + hours * 60 + minutes - ahead;
    for (let minute = 0; minute < window.minutes; minute++) {
      open[(from + minute + 2 * WEEK_MINUTES) % WEEK_MINUTES] = 1;
    }
  }
}

function minuteOfWeek(wall: WallTime): number {
  return (weekdayOf(wall) - 1) * 24 * 60 + wall.minuteOfDay;
}
