import type { ApiClient, WantedCommand } from '../api-client.ts';
import { eventually } from '../eventually.ts';
import { fault } from '../scripted-cpe/envelopes.ts';
import type { SmallCpe } from '../scripted-cpe/small-cpe.ts';
import { type Behaviour, runSession } from '../scripted-cpe/small-cpe-session.ts';
import { findPlanted } from './find-planted.ts';

export const PASSPHRASE = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
/** Wants the device's secret `wifi` to be its passphrase. */
export const PROFILE = 'planted';
const FILE = { url: 'http://files.example.net/f', fileType: '3 Vendor Configuration File' };

/** Who plants a secret, and where it is planted. */
interface Garden {
  readonly api: ApiClient;
  readonly cpe: SmallCpe;
  /** Queues a command and has it done; `behave` as for `runSession`. */
  run(command: WantedCommand, behave?: Behaviour): Promise<void>;
  /** Has sessions until something is so. */
  until(what: string, isSo: () => boolean | Promise<boolean>, behave?: Behaviour): Promise<void>;
}

/** Every way a secret comes in: one line each. */
const PLANTINGS: readonly ((garden: Garden) => Promise<unknown>)[] = [
  bySubscriber,
  ({ api, cpe }) => api.request('PATCH', `${pathOf(cpe)}/secrets`, { wifi: 'PLANTED-device', pppoe: 'PLANTED-pppoe' }),
  ({ api, cpe }) => api.request('PATCH', `${pathOf(cpe)}/secrets`, { wifi: 'PLANTED-changed' }),
  byProfile,
  byRotation,
  byRefusedRotation,
  ({ api }) => api.request('PATCH', '/secrets', { admin: 'PLANTED-fleet' }),
  ({ api }) => api.request('PUT', '/declarations/00A0B1-Box-Expected', { secrets: { wifi: 'PLANTED-expected' } }),
  ({ run }) => run({ kind: 'set', values: [{ name: PASSPHRASE, value: 'PLANTED-set' }] }),
  ({ run }) => run({ kind: 'get', paths: [PASSPHRASE] }),
  ({ run }) => run({ kind: 'refresh', paths: ['Device.WiFi.'] }),
  ({ run }) => run(rpc({ method: 'SetParameterValues', parameterList: [typed('PLANTED-rpc')] })),
  ({ run }) => run(rpc({ method: 'GetParameterValues', parameterNames: ['Device.WiFi.'] })),
  ({ run }) => run({ kind: 'download', ...FILE, username: 'PLANTED-user1', password: 'PLANTED-download' }),
  endTransfers,
  ({ run }) => run({ kind: 'upload', ...FILE, username: 'PLANTED-user2', password: 'PLANTED-upload' }),
  // Else what disturbs a transfer would wait for it.
  endTransfers,
  ({ run }) =>
    run(
      rpc({
        method: 'ChangeDUState',
        operations: [{ operation: 'install', url: FILE.url, username: 'u', password: 'PLANTED-module' }],
      }),
    ),
  ({ run }) =>
    run({ kind: 'set', values: [{ name: PASSPHRASE, value: 'PLANTED-refused' }] }, repeating('PLANTED-refused')),
  // Never sent: it stays in the store as it was queued.
  ({ api, cpe }) => api.queue(cpe.deviceId, { kind: 'set', values: [{ name: PASSPHRASE, value: 'PLANTED-queued' }] }),
];

/** What was done with the secrets, so that a search for them means something. */
export interface Planted {
  /** What the ACS told the CPE. */
  readonly sent: readonly string[];
}

/** A CPE that the ACS does not know yet comes for the first time, and then secrets come in every way. */
export async function plantSecrets(api: ApiClient, cpe: SmallCpe): Promise<Planted> {
  const sent: string[] = [];
  const until: Garden['until'] = async (what, isSo, behave = (_, execute) => execute()) => {
    // A session that begins before provisioning knows of the news ends without them.
    await eventually(what, async () => {
      await runSession(cpe, (request, execute) => {
        sent.push(...findPlanted(request.xml));
        return behave(request, execute);
      });
      return await isSo();
    });
  };
  const run: Garden['run'] = async (command, behave) => {
    const { id } = await api.queue(cpe.deviceId, command);
    await until(`${command.kind} is sent`, async () => (await api.command(id)).state !== 'queued', behave);
  };
  cpe.tree.put(PASSPHRASE, 'PLANTED-factory');
  cpe.informed = [...cpe.informed, PASSPHRASE];
  await runSession(cpe);
  for (const plant of PLANTINGS) await plant({ api, cpe, run, until });
  return { sent };
}

async function endTransfers({ cpe }: Garden): Promise<void> {
  for (const commandKey of cpe.transfers) cpe.finishTransfer(commandKey, 9010, 'no such file');
}

/** The subscriber changes a secret, and the CPE tells it. */
async function bySubscriber({ cpe }: Garden): Promise<void> {
  cpe.tree.put(PASSPHRASE, 'PLANTED-subscriber');
  cpe.events = [['4 VALUE CHANGE', '']];
  await runSession(cpe);
}

/** A profile says that the device has its own secret. */
async function byProfile({ api, cpe, until }: Garden): Promise<void> {
  const entries = [{ path: PASSPHRASE, value: `\${secrets.wifi}` }];
  await api.publish(PROFILE, { priority: 100, selector: { id: cpe.deviceId }, entries });
  await until('the declared secret is set', () => passphraseOf(cpe) === 'PLANTED-changed');
}

async function byRotation({ api, cpe, until }: Garden): Promise<void> {
  await api.request('PATCH', `${pathOf(cpe)}/secrets`, { wifi: 'PLANTED-rotated' });
  await until('the new secret is set', () => passphraseOf(cpe) === 'PLANTED-rotated');
}

/** The CPE refuses the secret that is declared for it, and says which it was. */
async function byRefusedRotation({ api, cpe, until }: Garden): Promise<void> {
  await api.request('PATCH', `${pathOf(cpe)}/secrets`, { wifi: 'PLANTED-unwanted' });
  const isTold = async () => (await api.sync(cpe.deviceId)).conditions.some(({ type }) => type === 'Degraded');
  await until('the new secret is refused', isTold, repeating('PLANTED-unwanted'));
}

function passphraseOf({ tree }: SmallCpe): string | undefined {
  return tree.leaves.get(PASSPHRASE)?.value;
}

function repeating(secret: string): Behaviour {
  return ({ method }, execute) => {
    if (method !== 'SetParameterValues') return execute();
    return fault(9003, `Not ${secret}`, [[PASSPHRASE, 9007, `"${secret}" is too weak`]]);
  };
}

function rpc(request: Readonly<Record<string, unknown>>): WantedCommand {
  return { kind: 'rpc', request };
}

function typed(value: string) {
  return { name: PASSPHRASE, value, type: 'string' };
}

function pathOf({ deviceId }: SmallCpe): string {
  return `/devices/${encodeURIComponent(deviceId)}`;
}
