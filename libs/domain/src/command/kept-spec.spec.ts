import type { DeviceId } from '../device/device-id.ts';
import { type ByteOpening, type ByteSeal, noSeal, Seal } from '../ports/seal.ts';
import type { Command, CommandSpec } from './command.ts';
import { keptSpec, withSpec } from './kept-spec.ts';

const KEY = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
const FILE = { fileType: '1', url: 'http://x/' };

/** Opens only what it sealed for the same device and thing. */
class ReversingSeal extends Seal {
  seal(text: string, deviceId: DeviceId, what: string): string {
    return JSON.stringify([deviceId, what, [...text].reverse().join('')]);
  }

  open(text: string, deviceId: DeviceId, what: string): string | undefined {
    const [device, thing, reversed] = JSON.parse(text) as string[];
    return device === deviceId && thing === what ? [...(reversed ?? '')].reverse().join('') : undefined;
  }

  sealBytes(deviceId: DeviceId, what: string): ByteSeal {
    return noSeal.sealBytes(deviceId, what);
  }

  openBytes(opener: string, deviceId: DeviceId, what: string): ByteOpening | undefined {
    return noSeal.openBytes(opener, deviceId, what);
  }
}

const seal = new ReversingSeal();

function aCommand(spec: CommandSpec): Command {
  return {
    id: 'c1',
    deviceId: '00A0B1-Box-1' as DeviceId,
    revision: 1,
    origin: 'operator',
    spec,
    commandKey: 'c1',
    state: 'queued',
    progress: {},
    attempts: 0,
    rpcs: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    deadlineAt: '2026-01-02T00:00:00.000Z',
  };
}

const withSecrets: readonly CommandSpec[] = [
  { kind: 'set', values: [{ name: KEY, value: 'hush' }] },
  { kind: 'add', objectName: 'Device.Users.User.', values: [{ name: 'Password', value: 'hush' }] },
  { kind: 'download', ...FILE, username: 'hush', password: 'hush' },
  { kind: 'upload', ...FILE, username: 'hush' },
  {
    kind: 'rpc',
    request: {
      method: 'SetParameterValues',
      parameterList: [{ name: KEY, value: 'hush', type: 'string' }],
      parameterKey: '',
    },
  },
  {
    kind: 'reconcile',
    plan: {
      steps: [{ do: 'set', values: [{ path: KEY, value: { kind: 'plain', text: 'hush' } }], risky: false }],
      hash: 'h',
      beacon: 'b',
    },
  },
];

test.each(withSecrets.map((spec) => [spec.kind, spec] as const))('what %s holds of secrets is sealed', (kind, spec) => {
  const command = aCommand(spec);
  const { spec: open, sealedSpec } = keptSpec(command, seal);
  expect(JSON.stringify([open, sealedSpec])).not.toContain('hush');
  expect(open.kind).toBe(kind);
  expect(withSpec({ ...command, spec: open }, sealedSpec, seal)).toEqual(command);
});

test('a command without secrets stays readable', () => {
  const spec = { kind: 'set', values: [{ name: 'Device.WiFi.SSID.1.SSID', value: 'home' }] } as const;
  expect(keptSpec(aCommand(spec), seal)).toEqual({ spec });
  expect(withSpec(aCommand(spec), undefined, seal)).toEqual(aCommand(spec));
});

test('one that does not open is marked, and holds no secret that could be taken for an empty one', () => {
  const command = aCommand({ kind: 'download', ...FILE, password: 'hush' });
  const { spec, sealedSpec } = keptSpec(command, seal);
  const elsewhere = { ...command, id: 'c2', spec };
  expect(withSpec(elsewhere, sealedSpec, seal)).toEqual({ ...elsewhere, unreadable: true });
});

test('without a key nothing is lost', () => {
  const command = aCommand({ kind: 'download', ...FILE, password: 'hush' });
  const { spec, sealedSpec } = keptSpec(command, noSeal);
  expect(withSpec({ ...command, spec }, sealedSpec, noSeal)).toEqual(command);
});
