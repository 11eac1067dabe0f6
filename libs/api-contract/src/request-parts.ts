import { z } from 'zod';
import { API_LIMITS } from './limits.ts';
import { CommandId, DeviceId } from './scalars.ts';

export const deviceParams = z.strictObject({ deviceId: DeviceId });
export const commandParams = z.strictObject({ commandId: CommandId });
export const deviceCommandParams = z.strictObject({ deviceId: DeviceId, commandId: CommandId });

export const Cursor = z
  .string()
  .max(1_024)
  .regex(/^[\w.~:+/=,%-]+$/, 'must be a cursor exactly as it was given')
  .describe('`next` of the page before.');

export function limit(preset: number, max: number) {
  return z.coerce.number().int().min(1).max(max).default(preset).describe(`At most so many; ${preset} by default.`);
}

/** A comma-separated list of known words, each at most once. */
export function wordList<const Words extends readonly [string, ...string[]]>(words: Words, description: string) {
  return z
    .string()
    .max(4_096)
    .transform((text) => [...new Set(text.split(','))])
    .pipe(z.array(z.enum(words)))
    .describe(description);
}

export const waitQuery = {
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(API_LIMITS.waitS)
    .default(0)
    .describe('Answer as soon as the command is final, at the latest after so many seconds.'),
} as const;

export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x20-\x7E]{1,200}$/, 'must be 1 to 200 printable ASCII characters')
    .exactOptional()
    .describe('Makes a repeat harmless: the same key with the same body gives the same command, answered with 200.'),
});

export const ifMatchHeader = z.object({
  'if-match': z
    .string()
    .regex(/^(?:\*|"\d{1,15}")$/, 'must be one ETag of the device, with its quotes')
    .exactOptional()
    .describe('ETag of the device as you know it: refused with 412 when it was changed since.'),
});
