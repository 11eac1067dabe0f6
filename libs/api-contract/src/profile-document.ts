import { z } from 'zod';
import { named } from './named.ts';

export const PROFILE_MODES = ['enforce', 'seed', 'observe', 'forbid'] as const;
export const PROFILE_PRUNES = ['none', 'owned', 'all', 'unlimited'] as const;
const Mode = z
  .enum(PROFILE_MODES)
  .describe(
    'enforce: what differs is put back, as soon as it is seen (see `notify`). seed: set once after every bootstrap. observe: a difference is only told. forbid: it must not exist.',
  );
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const rowsOfTable = {
  keys: z.array(z.string()).exactOptional().describe('Parameters that tell rows apart.'),
  prune: z
    .enum(PROFILE_PRUNES)
    .exactOptional()
    .describe(
      'Rows that nobody declared. none: left alone. owned: those that Muster made are deleted. all: all are, unless they are more than 5 and more than a fifth of the table: then none is, and the device says so. unlimited: all are, however many.',
    ),
  get rows() {
    return z.record(z.string(), ProfileRow).describe('By a name of your own.');
  },
};

const RowsOfTable: z.ZodType = z.object(rowsOfTable);

const ProfileRow: z.ZodType = named(
  'ProfileRow',
  z
    .object({ $mode: Mode.exactOptional(), $alias: z.string().exactOptional() })
    .catchall(z.union([Scalar, z.lazy(() => RowsOfTable)]))
    .meta({ description: 'Members are values by parameter or field, or tables below the row.' }),
);

const ProfileEntry = named(
  'ProfileEntry',
  z
    .object({
      path: z.string().exactOptional().describe('One parameter by its path; or else `capability` or `table`.'),
      capability: z.string().exactOptional().describe('By its model-neutral name.'),
      table: z.string().exactOptional().describe('Rows of a table by its path with final dot.'),
      value: Scalar.exactOptional().describe(
        `May refer to data of the device: \`\${attributes.ssid}\`, \`\${secrets.wifi}\`, \`\${device.serialNumber}\`, \`\${row:<table>/<name>}\`.`,
      ),
      oneOf: z
        .array(Scalar)
        .exactOptional()
        .describe('Instead of `value`: any of these is fine; the first is set on a device that has none of them.'),
      mode: Mode.exactOptional(),
      notify: z
        .enum(['off', 'passive', 'active'])
        .exactOptional()
        .describe(
          'Whether the CPE tells when somebody changes it: active, at once; passive, at its next Inform. Otherwise a change is found when all that is declared is read again, once a day by default. Absent: as the CPE has it.',
        ),
      ...rowsOfTable,
      get rows() {
        return rowsOfTable.rows.exactOptional();
      },
    })
    .meta({ description: 'A value, or the rows of a table.' }),
);

export const ProfileDocument = named(
  'ProfileDocument',
  z
    .object({
      description: z.string().exactOptional(),
      priority: z.int().describe('Where several profiles speak about one thing, the highest wins.'),
      selector: z
        .record(z.string(), z.unknown())
        .describe('The devices it is for, in the filter language of devices; `{}` for all.'),
      reboot: z
        .enum(['never', 'whenNeeded'])
        .exactOptional()
        .describe('Whether a CPE may be rebooted to take a change.'),
      entries: z.array(ProfileEntry),
    })
    .meta({
      description: 'What devices should look like.',
      examples: [
        {
          priority: 100,
          selector: { tags: 'residential' },
          entries: [{ path: 'Device.Time.NTPServer1', value: 'ntp.example.net' }],
        },
      ],
    }),
);
