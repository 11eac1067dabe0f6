import { dateTime } from './clock.ts';
import type { VolatileKind } from './model/model-file.ts';

/** A value that changes by itself, at `now` on a device that booted at `bootedAt` (both milliseconds since 1970). */
export function volatileValue(kind: VolatileKind, base: string, now: number, bootedAt: number): string {
  const upS = Math.floor((now - bootedAt) / 1_000);
  switch (kind) {
    case 'clock':
      return dateTime(now);
    case 'uptime':
      return String(upS);
    case 'counter':
      // As a 32-bit counter does, it wraps.
      return String((Number(base) + upS * 1_250) % 2 ** 32);
    case 'gauge':
      return String(Number(base) + (upS % 7));
  }
}
