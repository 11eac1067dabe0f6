import type { Plan, PlanStep } from '#libs/domain';
import { shapeOf, showSteps } from './show-plan.ts';

const plain = (text: string) => ({ kind: 'plain', text }) as const;
const planOf = (...steps: PlanStep[]): Plan => ({ steps, hash: 'h', beacon: 'b' });

const plan = planOf(
  { do: 'list', path: 'Device.NAT.PortMapping.', nextLevel: true },
  { do: 'delete', object: 'Device.NAT.PortMapping.3.' },
  { do: 'add', table: 'Device.NAT.PortMapping.', row: 'Device.NAT.PortMapping./web' },
  {
    do: 'set',
    risky: false,
    values: [
      { path: 'Device.WiFi.SSID.1.SSID', value: plain('home') },
      { path: 'Device.WiFi.SSID.2.SSID', value: plain('guest') },
      { path: 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase', value: plain('planted-secret') },
      { path: 'Device.A.X', value: { kind: 'secret', parts: ['planted-secret', { secret: 'x' }], stamp: 's' } },
      { path: 'Device.A.Y', value: { kind: 'rowPath', row: 'Device.IP.Interface./wan' } },
    ],
  },
  { do: 'set', risky: true, values: [{ path: 'Device.A.Hint', value: plain('planted-secret') }] },
  { do: 'attributes', attributes: [{ path: 'Device.A.X', notification: 2 }] },
  { do: 'verify', paths: Array.from({ length: 10 }, (_, n) => `Device.A.P${n}`) },
  { do: 'reboot' },
);

test('steps are told in words, without secrets', () => {
  const steps = showSteps(plan, (path) => /KeyPassphrase|Hint/.test(path));
  expect(steps.map(({ text }) => text)).toEqual([
    'List Device.NAT.PortMapping.',
    'Delete Device.NAT.PortMapping.3.',
    'Add Device.NAT.PortMapping./web',
    'Set Device.WiFi.SSID.1.SSID = "home", Device.WiFi.SSID.2.SSID = "guest", Device.WiFi.AccessPoint.1.Security.KeyPassphrase = "•••", Device.A.X = "•••", Device.A.Y = "Device.IP.Interface./wan"',
    'Set Device.A.Hint = "•••"',
    'Device.A.X: active notification',
    'Read back Device.A.P0, Device.A.P1, Device.A.P2, Device.A.P3, Device.A.P4, Device.A.P5, Device.A.P6, Device.A.P7 and 2 more',
    'Reboot',
  ]);
  expect(steps.map((step) => step.risky)).toEqual([undefined, undefined, undefined, undefined, true, ...Array(3)]);
});

test('a secret parameter is hidden by its name alone', () => {
  const [step] = showSteps(
    planOf({ do: 'set', risky: false, values: [{ path: 'Device.A.Password', value: plain('p') }] }),
  );
  expect(step?.text).toBe('Set Device.A.Password = "•••"');
});

test('plans that do the same to other rows, with other values, have the same shape', () => {
  const set = (row: number, text: string): PlanStep => ({
    do: 'set',
    risky: false,
    values: [{ path: `Device.WiFi.SSID.${row}.SSID`, value: plain(text) }],
  });
  const [one, other] = [planOf(set(1, 'a'), set(2, 'b')), planOf(set(7, 'c'))].map(shapeOf);
  expect(one).toEqual(['Set Device.WiFi.SSID.{i}.SSID']);
  expect(other).toEqual(one);
  expect(shapeOf(plan).join('\n')).not.toContain('planted-secret');
});
