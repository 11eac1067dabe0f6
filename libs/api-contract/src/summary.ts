import { z } from 'zod';
import { DATA_MODEL_KINDS } from './device.ts';
import { named } from './named.ts';
import { Timestamp } from './scalars.ts';

export const Summary = named(
  'Summary',
  z
    .object({
      at: Timestamp.describe('When this was counted; at most a few seconds ago.'),
      devices: z.object({
        total: z.int(),
        byDataModel: z.record(z.enum(DATA_MODEL_KINDS), z.int()),
        informedLastHour: z.int(),
        informedLastDay: z.int(),
        rebootPending: z.int(),
      }),
    })
    .meta({ description: 'Counts for a first look.' }),
);
export type Summary = z.infer<typeof Summary>;
