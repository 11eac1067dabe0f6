import { z } from 'zod';
import { named } from './named.ts';
import { DeviceId, Next, Timestamp } from './scalars.ts';

const STANDINGS = ['admitted', 'quarantined', 'refused'] as const;

const ShownLogin = z.object({ username: z.string(), changedAt: Timestamp });

export const Access = named(
  'Access',
  z
    .object({
      deviceId: DeviceId,
      standing: z
        .enum(STANDINGS)
        .describe(
          'admitted: it may have sessions. quarantined: its Informs are answered, and that is all. refused: it is turned away.',
        ),
      login: ShownLogin.exactOptional().describe('What it logs in with; the password is never shown.'),
      nextLogin: ShownLogin.exactOptional().describe('What it is being given. Until it was seen, both work.'),
      knock: z
        .object({
          manufacturer: z.string(),
          oui: z.string(),
          productClass: z.string(),
          serialNumber: z.string(),
          address: z.string(),
          at: Timestamp,
        })
        .exactOptional()
        .describe('What it said when it called last, and from where. Only of one in quarantine.'),
    })
    .meta({ description: 'Whether a device may come in, and how it proves that it is the device.' }),
);
export type Access = z.infer<typeof Access>;

export const AccessPatch = named(
  'AccessPatch',
  z
    .strictObject({
      standing: z.enum(['admitted', 'refused']).exactOptional().describe('Lets it in, or turns it away.'),
      login: z
        .strictObject({
          username: z
            .string()
            .min(1)
            .max(256)
            .exactOptional()
            .describe('By default the id of the device, as TR-069 has it.'),
          password: z.string().min(1).max(256).describe('It is kept encrypted and never shown again.'),
        })
        .exactOptional()
        .describe('What the device logs in with from now on: it must have it already.'),
    })
    .refine((patch) => Object.keys(patch).length > 0, 'must name standing or login')
    .meta({
      description: 'What to change.',
      examples: [{ standing: 'admitted' }, { login: { password: 'printed on its label' } }],
    }),
);

export const AccessList = named('AccessList', z.object({ devices: z.array(Access), next: Next.exactOptional() }));
