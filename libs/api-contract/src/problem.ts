import { z } from 'zod';
import { named } from './named.ts';
import { ProfileProblem } from './profile.ts';
import { DeviceId } from './scalars.ts';

/** Devices that a rollout can't have. */
export const Held = named(
  'HeldDevices',
  z.object({
    devices: z.int(),
    complete: z.boolean().describe('Whether all devices were looked at; otherwise there may be more.'),
    examples: z
      .array(z.object({ deviceId: DeviceId, rollout: z.string().describe('Its id.'), name: z.string() }))
      .describe('At most 10.'),
  }),
);

export const Problem = named(
  'Problem',
  z
    .object({
      type: z.string().describe('Which problem this is: a page that explains it.'),
      title: z.string(),
      status: z.int(),
      detail: z.string().describe('What happened here and what to do.'),
      instance: z.string().describe('The path that was asked for.'),
      code: z.string().describe('The last part of `type`, for programs.'),
      errors: z
        .array(
          z.object({
            in: z.enum(['path', 'query', 'header', 'body']),
            path: z.string().describe('Which member, as `values.3.name`; empty for the whole.'),
            message: z.string(),
          }),
        )
        .exactOptional()
        .describe('What is wrong where.'),
      problems: z
        .array(ProfileProblem)
        .exactOptional()
        .describe('What is wrong with a profile or a rollout; at most 100.'),
      held: Held.exactOptional().describe('Devices that are in other rollouts.'),
      errorId: z.string().exactOptional().describe('Look for this in the log.'),
    })
    .meta({
      description: 'RFC 9457 problem details.',
      examples: [
        {
          type: '/api/problems/invalid_request',
          title: 'The request is not valid',
          status: 422,
          detail: 'See `errors` for what is wrong where.',
          instance: '/api/v1/devices/00D09E-Gateway-SIM000001/commands',
          code: 'invalid_request',
          errors: [{ in: 'body', path: 'values.1.name', message: 'Device.Time.Enable is given twice' }],
        },
      ],
    }),
);
export type Problem = z.infer<typeof Problem>;
