import type { ConvergeResult } from './converge/measure-converge.ts';
import { desiredSection } from './section.ts';

const converge: ConvergeResult = {
  cpes: 2_000,
  everyMs: 60_000,
  gateways: 2,
  provisioning: 2,
  inSync: 1_990,
  limitMs: 200_000,
  halfMs: 40_100,
  nearlyMs: 150_000,
  seconds: [{ sessions: 1, refused: 0 }],
  mostLag: 12,
  rpcs: { SetParameterValues: 1, GetParameterValues: 1.5 },
  sessionsEach: 1.25,
  sessionP50Ms: 90,
  sessionP99Ms: 900,
  cpuUs: { provisioning: 9_000 },
  refused: 7,
  mute503: 0,
  other5xx: 0,
  failed: 0,
  refusedFor: { decision: 7, intake: 0 },
  undecided: 3,
};
const saved = { on: '2026-01-31', machine: 'a machine' };

test('a fleet that did not converge in time is told as such', () => {
  const text = desiredSection({ ...saved, results: { converge } });
  expect(text).toMatch(/half of the devices as declared after *\| *40 s/);
  expect(text).toMatch(/all of them after *\| *not in 200 s/);
  expect(text).toMatch(/2\.5: 1\.5 GetParameterValues, 1\.0 SetParameterValues/);
  expect(text).toContain('7 (7 decision)');
  expect(text).toContain('images/converge.svg');
});

test('what was not measured is not in the section', () => {
  const text = desiredSection({ ...saved, results: {} });
  expect(text).not.toContain('###');
  expect(text).not.toContain('images/');
});
