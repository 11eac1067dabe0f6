import { describeWith } from '#libs/testing/servers';
import { type BootStormResult, runBootStorm } from '../load/boot-storm/run-boot-storm.ts';

const CPES = 2_000;
const TARGET_MS = 1_000;

describeWith(['kafka', 'redis', 'mongo'], 'a boot storm far beyond what the cluster can take', (servers) => {
  let result: BootStormResult;

  beforeAll(async () => {
    result = await runBootStorm(servers, {
      cpes: CPES,
      withinMs: 1_000,
      gateways: 1,
      provisioning: 1,
      settings: {
        MUSTER_GATEWAY_OPENING_TARGET_MS: String(TARGET_MS),
        MUSTER_GATEWAY_MAX_OPENING: '100',
        MUSTER_GATEWAY_RETRY_AFTER_S: '2',
        MUSTER_GATEWAY_RETURNS_PER_S: '200',
      },
    });
  }, 90_000);

  test('all CPEs are served in the end', () => {
    expect(result.seconds.reduce((sum, { completed }) => sum + completed, 0)).toBe(CPES);
    expect(result.seconds.at(-1)?.waiting).toBe(0);
  });

  test('most are refused at first, each with 503 and Retry-After', () => {
    expect(result.refused).toBeGreaterThan(CPES / 2);
    expect({ mute503: result.mute503, failed: result.failed }).toEqual({ mute503: 0, failed: 0 });
    const { intake = 0, decision = 0, ...others } = result.refusedFor;
    expect(intake + decision).toBe(result.refused);
    expect(Object.values(others).filter((count) => count > 0)).toEqual([]);
  });

  test('no session under way is refused, broken off, or ended before it was decided about', () => {
    expect({ brokenOff: result.brokenOff, undecided: result.undecided }).toEqual({ brokenOff: 0, undecided: 0 });
  });

  test('who is let in is through in a small part of the time that it takes to serve all', () => {
    expect(result.session.p99Ms).toBeLessThan((result.seconds.length * 1_000) / 2);
  });
});
