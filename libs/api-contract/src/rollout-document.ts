import { z } from 'zod';
import { ImageId } from './image.ts';
import { named } from './named.ts';
import { Timestamp } from './scalars.ts';

export const FAULT_CLASSES = [
  'transient',
  'network',
  'ours',
  'capability',
  'image',
  'schedule',
  'state',
  'device',
  'request',
  'vendor',
] as const;

export const WINDOW_MODES = ['1 At Any Time', '2 Immediately', '3 When Idle', '4 Confirmation Needed'] as const;

const DeviceFilter = z.record(z.string(), z.unknown());
const Share = z.number().describe('From 0 to 1.');

const RolloutTarget = z.object({
  filter: DeviceFilter.describe('Devices it is for, in the filter language of devices; `{}` for all.'),
  exclude: DeviceFilter.exactOptional().describe('Those it is not for all the same.'),
  mode: z
    .enum(['frozen', 'growing'])
    .describe('frozen: the devices that fit when it starts. growing: also those that fit later; it never completes.'),
  max: z.int().exactOptional().describe('With more devices than that it is not started: the filter is too wide.'),
});

const count = z.int().exactOptional();

export const HaltRules = named(
  'HaltRules',
  z
    .object({
      maxFailures: count.describe('Failures that say something about the image. Default: no limit but the permits.'),
      errorThreshold: z
        .object({ share: Share, after: z.int().describe('Not before that many devices are finished.') })
        .exactOptional()
        .describe('Of the devices that are finished. Default 0.1 after 20.'),
      maxConsecutive: count.describe('One after the other on devices of one model and version. Default 5.'),
      maxSilent: count.describe('Devices without a sign of life after the Download. Default 5.'),
      maxCorrupt: count.describe('Devices that find the image corrupt or wrongly signed (9018, 9019). Default 3.'),
      maxUnreachable: count.describe('Devices that may not fetch the image (9012, 9016). Default 3.'),
      maxRefused: count.describe('Devices that refuse the arguments of the Download (9003). Default 3.'),
    })
    .meta({ description: 'When a rollout stops by itself. Counted per wave; what is absent has its default.' }),
);

const WaveSpec = named(
  'WaveSpec',
  z
    .object({
      size: z.union([z.object({ devices: z.int() }), z.object({ percent: z.number() })]),
      soakMinutes: z.int().exactOptional().describe('Between its end and the start of the next one. Default 0.'),
      successThreshold: Share.exactOptional().describe(
        'Share of its devices that must have succeeded before it soaks. Default 0.95.',
      ),
      gate: z.boolean().exactOptional().describe('Somebody has to open the next wave. Default false.'),
      halt: HaltRules.exactOptional().describe('Each rule goes before that of the rollout.'),
    })
    .meta({ description: 'Devices that are upgraded before the next ones; the last wave takes all that are left.' }),
);

const PermitSpec = z.object({
  cap: z.int().describe('Devices that may be under way or lost at a time, in each wave.'),
  tolerance: Share.exactOptional().describe(
    'Failures that take no permit for good, as a share of the successes. Default 0.',
  ),
  groups: z
    .array(z.object({ attribute: z.string(), cap: z.int() }))
    .exactOptional()
    .describe(
      'Devices that may be under way or lost with the same value of an attribute, such as a site, in all waves.',
    ),
});

const MaintenanceWindow = named(
  'MaintenanceWindow',
  z
    .object({
      days: z.array(z.int()).exactOptional().describe('1 Monday to 7 Sunday, on which it begins; absent: every day.'),
      start: z.string().describe('`02:00`, on the clock on the wall.'),
      minutes: z.int(),
      zone: z
        .string()
        .describe(
          'Such as Europe/Berlin, or its rules such as CET-1CEST,M3.5.0,M10.5.0/3, or `device` for that of each device.',
        ),
    })
    .meta({ description: 'A time of the week in which devices may be upgraded.' }),
);

const login = z
  .enum(['none', 'basic', 'digest'])
  .exactOptional()
  .describe('How the device must log in to fetch the image; it is told how. Default none: its URL is the proof.');

const DownloadDelivery = named(
  'DownloadDelivery',
  z.object({ by: z.literal('download'), login }).meta({ description: 'By a Download within the windows.' }),
);

const ScheduledDelivery = named(
  'ScheduledDelivery',
  z
    .object({
      by: z.literal('scheduleDownload'),
      login,
      productClasses: z.array(z.string()).exactOptional().describe('Only devices of these; absent: all.'),
      mode: z.enum(WINDOW_MODES).exactOptional().describe('Default `1 At Any Time`.'),
      userMessage: z.string().exactOptional().describe('For the subscriber, where the CPE shows it.'),
      maxRetries: z.int().exactOptional().describe('By the CPE itself; -1: as it likes. Default 0.'),
    })
    .meta({
      description:
        'CPEs that have ScheduleDownload are told their next two windows whenever they call in, and begin by themselves. Each holds its permit from then on.',
    }),
);

const ParameterCheck = named(
  'ParameterCheck',
  z
    .object({ path: z.string().describe('Full path.'), oneOf: z.array(z.string()) })
    .meta({ description: 'A parameter that must read so.' }),
);

const RetryRule = z.object({ times: z.int(), afterMinutes: z.int().describe('Doubles with every time.') });
const retries = Object.fromEntries(FAULT_CLASSES.map((name) => [name, RetryRule.exactOptional()])) as {
  [Name in (typeof FAULT_CLASSES)[number]]: z.ZodExactOptional<typeof RetryRule>;
};

const StateTimeouts = named(
  'StateTimeouts',
  z
    .object({
      notifiedMs: count.describe('A connection request that nobody answers.'),
      admittedMs: count.describe('Between the permit and the Download.'),
      sendingMs: count.describe('For the answer of a Download.'),
      resendMs: count.describe('A Download whose answer was lost is sent again after that time.'),
      unknownSentMs: count.describe('A Download whose answer was lost is given up.'),
      transferringMs: count.describe('From the Download to its TransferComplete.'),
      transferredMs: count.describe('From the TransferComplete to the boot.'),
      rebootingMs: count,
      verifyingMs: count.describe('For the post-checks to hold.'),
      bootGraceMs: count.describe('A boot without a word about the transfer.'),
      soakGraceMs: count.describe('After the soak, for a sign of life.'),
      waitingRetryMs: count.describe(
        'After a fault, or between two images, for a sign of life, from when it may be tried again. Default two days.',
      ),
    })
    .meta({ description: 'How long a device may stay in a state, in milliseconds.' }),
);

export const RolloutDocument = named(
  'RolloutDocument',
  z
    .object({
      description: z.string().exactOptional(),
      image: ImageId,
      target: RolloutTarget,
      waves: z.array(WaveSpec).describe('5 devices, 50, 1 %, 10 % and the rest, each a day apart, by default.'),
      permits: PermitSpec,
      windows: z.array(MaintenanceWindow).exactOptional().describe('Absent: at any time.'),
      windowLeadMinutes: z
        .int()
        .exactOptional()
        .describe('Nothing is begun in the last minutes of a window, of a short one in its last half. Default 15.'),
      delivery: z
        .discriminatedUnion('by', [DownloadDelivery, ScheduledDelivery])
        .exactOptional()
        .describe('Default: by a Download within the windows, without a login.'),
      timeZone: z.string().exactOptional().describe('Where that of a device is not known. Default UTC.'),
      preChecks: z
        .array(ParameterCheck)
        .exactOptional()
        .describe('Must hold before the Download is sent; else the device is asked again in a later session.'),
      postChecks: z
        .array(ParameterCheck)
        .exactOptional()
        .describe('Must hold after the device came back with the new version.'),
      deviceSoakMinutes: z
        .int()
        .exactOptional()
        .describe('A device must stay well so long before it counts as succeeded. It keeps its permit meanwhile.'),
      halt: HaltRules.exactOptional(),
      retry: z
        .object(retries)
        .exactOptional()
        .describe(
          'How often faults are tried again, by what kind they are; schedule (9020) in every window that is left, whatever its times.',
        ),
      timeouts: StateTimeouts.exactOptional(),
      rebootAfterTransfer: z
        .boolean()
        .exactOptional()
        .describe('A CPE that reports success and stays as it is, is rebooted. Default false.'),
      allowDowngrade: z.boolean().exactOptional(),
      allowReinstall: z.boolean().exactOptional(),
      approval: z.boolean().exactOptional().describe('Somebody else than its author has to approve it. Default true.'),
      deadlineAt: Timestamp.describe('What is not finished then is given up.'),
      priority: z
        .int()
        .exactOptional()
        .describe('A rollout of a higher one takes devices to which nothing was sent yet. Default 0.'),
    })
    .meta({
      description: 'An upgrade of many devices.',
      examples: [
        {
          image: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
          target: { filter: { tags: 'residential' }, mode: 'frozen' },
          waves: [
            { size: { devices: 5 }, soakMinutes: 60, gate: true },
            { size: { percent: 10 }, soakMinutes: 1_440 },
            { size: { percent: 100 } },
          ],
          permits: { cap: 500, tolerance: 0.02 },
          windows: [{ start: '02:00', minutes: 180, zone: 'Europe/Berlin' }],
          deadlineAt: '2026-12-31T00:00:00.000Z',
        },
      ],
    }),
);
