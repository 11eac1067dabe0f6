import fc from 'fast-check';
import { readRollout } from './read-rollout.ts';
import { DEFAULT_WAVES } from './waves.ts';

const LEAST = {
  image: 'a'.repeat(64),
  target: { filter: { tags: 'residential' }, mode: 'frozen' },
  permits: { cap: 500 },
  deadlineAt: '2026-03-01T00:00:00.000Z',
};

const WHOLE = {
  description: 'Spring firmware',
  ...LEAST,
  target: { ...LEAST.target, exclude: { 'attributes.plan': 'business' }, max: 2_000_000 },
  waves: [
    { size: { devices: 5 }, soakMinutes: 60, successThreshold: 1, gate: true, halt: { maxSilent: 1 } },
    { size: { percent: 0.5 } },
    { size: { percent: 100 } },
  ],
  permits: { cap: 500, tolerance: 0.05, groups: [{ attribute: 'olt', cap: 20 }] },
  windows: [{ days: [1, 7], start: '02:00', minutes: 180, zone: 'device' }],
  windowLeadMinutes: 30,
  delivery: {
    by: 'scheduleDownload',
    login: 'digest',
    productClasses: ['Router'],
    mode: '3 When Idle',
    userMessage: 'An update',
    maxRetries: -1,
  },
  timeZone: 'Europe/Berlin',
  preChecks: [{ path: 'Device.Services.VoiceService.1.X_ACME.CallState', oneOf: ['Idle'] }],
  postChecks: [{ path: 'Device.PPP.Interface.1.Status', oneOf: ['Up'] }],
  deviceSoakMinutes: 60,
  halt: { maxSilent: 2, errorThreshold: { share: 0.1, after: 20 } },
  retry: { network: { times: 5, afterMinutes: 10 } },
  timeouts: { transferringMs: 3_600_000 },
  rebootAfterTransfer: true,
  allowDowngrade: false,
  approval: false,
  priority: 7,
};

/** The problems as `pointer code`. */
function problemsOf(json: unknown): readonly string[] {
  const read = readRollout(json);
  return read.ok ? [] : read.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

test('a rollout is read as it is written', () => {
  expect(readRollout(WHOLE)).toEqual({ ok: true, document: WHOLE });
});

test('one that says little gets careful waves', () => {
  expect(readRollout(LEAST)).toEqual({ ok: true, document: { ...LEAST, waves: DEFAULT_WAVES } });
});

test.each<[string, unknown, readonly string[]]>([
  ['no object', [], [' wrong_type']],
  ['nothing', {}, ['/image missing', '/target missing', '/permits missing', '/deadlineAt missing']],
  ['an unknown member', { ...LEAST, wave: [] }, ['/wave unknown_member']],
  ['an image by name', { ...LEAST, image: '2.0' }, ['/image bad_name']],
  ['a deadline without a zone', { ...LEAST, deadlineAt: '2026-03-01T00:00:00' }, ['/deadlineAt wrong_type']],
  ['a deadline on no day', { ...LEAST, deadlineAt: '2026-13-41T00:00:00Z' }, ['/deadlineAt wrong_type']],
  [
    'a filter by an unknown field',
    { ...LEAST, target: { filter: { $or: [{ nope: 1 }] }, mode: 'frozen' } },
    ['/target/filter/$or/0/nope bad_selector'],
  ],
  ['a target without a mode', { ...LEAST, target: { filter: {} } }, ['/target/mode missing']],
  ['no wave', { ...LEAST, waves: [] }, ['/waves missing']],
  ['a wave of two sizes', { ...LEAST, waves: [{ size: { devices: 1, percent: 1 } }] }, ['/waves/0/size contradiction']],
  ['a wave of no device', { ...LEAST, waves: [{ size: { devices: 0 } }] }, ['/waves/0/size/devices wrong_type']],
  ['a cap of 0', { ...LEAST, permits: { cap: 0 } }, ['/permits/cap wrong_type']],
  ['no cap', { ...LEAST, permits: {} }, ['/permits/cap missing']],
  ['a tolerance of 5', { ...LEAST, permits: { cap: 1, tolerance: 5 } }, ['/permits/tolerance wrong_type']],
  [
    'a group by no attribute',
    { ...LEAST, permits: { cap: 1, groups: [{ attribute: '__proto__', cap: 1 }] } },
    ['/permits/groups/0/attribute bad_name'],
  ],
  [
    'a window at no time, in no zone',
    { ...LEAST, windows: [{ start: '24:00', minutes: 60, zone: 'Mars' }] },
    ['/windows/0/start wrong_type', '/windows/0/zone bad_value'],
  ],
  [
    'a window on no day',
    { ...LEAST, windows: [{ days: [8], start: '02:00', minutes: 60, zone: 'device' }] },
    ['/windows/0/days/0 wrong_type', '/windows/0/days missing'],
  ],
  [
    'a delivery by nothing, in no mode',
    { ...LEAST, delivery: { mode: '5 At Night' } },
    ['/delivery/by missing', '/delivery/mode wrong_type'],
  ],
  [
    'a delivery by Download, in a mode, by a login of another kind',
    { ...LEAST, delivery: { by: 'download', mode: '3 When Idle', login: 'bearer' } },
    ['/delivery/mode unknown_member', '/delivery/login wrong_type'],
  ],
  [
    'a check of an object',
    { ...LEAST, postChecks: [{ path: 'Device.PPP.', oneOf: ['Up'] }] },
    ['/postChecks/0/path bad_path'],
  ],
  ['a check of nothing', { ...LEAST, preChecks: [{ path: 'Device.A' }] }, ['/preChecks/0/oneOf missing']],
  [
    'an error rate without a number',
    { ...LEAST, halt: { errorThreshold: { share: 1 } } },
    ['/halt/errorThreshold/after missing'],
  ],
  [
    'a rule of a wave that there is not, and one that is none',
    { ...LEAST, waves: [{ size: { devices: 1 }, halt: { maxLost: 1, maxSilent: 0 } }] },
    ['/waves/0/halt/maxLost unknown_member', '/waves/0/halt/maxSilent wrong_type'],
  ],
  ['a retry of no class', { ...LEAST, retry: { sometimes: {} } }, ['/retry/sometimes unknown_member']],
  ['a timeout of half a second', { ...LEAST, timeouts: { sendingMs: 500 } }, ['/timeouts/sendingMs wrong_type']],
])('%s is refused', (_, json, problems) => {
  expect(problemsOf(json)).toEqual(problems);
});

test('whatever comes is read or refused with a place, and never throws', () => {
  const members = Object.keys(WHOLE);
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...members), (json, member) => {
      for (const each of [json, { ...WHOLE, [member]: json }, { ...LEAST, [member]: [json] }]) {
        const read = readRollout(each);
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1_000 },
  );
});
