import { z } from 'zod';

export const Timestamp = z
  .string()
  .describe('RFC 3339 in UTC.')
  .meta({ format: 'date-time', examples: ['2026-01-31T09:30:00.000Z'] });

export const DeviceId = z
  .string()
  .min(1)
  .max(700)
  .describe('`OUI-ProductClass-SerialNumber`, each percent-encoded. Inside a URL the `%` itself is written `%25`.')
  .meta({ examples: ['00D09E-Gateway-SIM000001'] });

export const CommandId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a command id of 26 characters')
  .describe('26 characters that sort by time of creation.')
  .meta({ examples: ['01KDXQ5T9Q8J7Z6N5M4K3H2G1F'] });

/** What a page ends with, where there is another. */
export const Next = z.string().describe('Give this as `cursor` to get the next page. Absent on the last page.');
