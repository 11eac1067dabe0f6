import type { ApiClient, WantedCommand } from '../api-client.ts';
import { eventually } from '../eventually.ts';
import { fault } from '../scripted-cpe/envelopes.ts';
import type { SmallCpe } from '../scripted-cpe/small-cpe.ts';
import { type Behaviour, runSession } from '../scripted-cpe/small-cpe-session.ts';
import { findPlanted } from './find-planted.ts';

export const PASSPHRASE = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
const FILE = { url: 'http://files.example.net/f', fileType: '3 Vendor Configuration File' };

/** Who plants a secret, and where it is planted. */
interface Garden {
  readonly api: ApiClient;
  readonly cpe: SmallCpe;
  /** Queues a command and has it done; `behave` as for `runSession`. */
  run(command: WantedCommand, behave?: Behaviour): Promise<void>;
}

/** Every way a secret comes in: one line each. */
const PLANTINGS: readonly ((garden: Garden) => Promise<unknown>)[] = [
  bySubscriber,
  ({ api, cpe }) => api.request('PATCH', `${pathOf(cpe)}/secrets`, { wifi: 'PLANTED-device', pppoe: 'PLANTED-pppoe' }),
  ({ api, cpe }) => api.request('PATCH', `${pathOf(cpe)}/secrets`, { wifi: 'PLANTED-changed' }),
  ({ api }) => api.request('PATCH', '/secrets', { admin: 'PLANTED-fleet' }),
  ({ api }) => api.request('PUT', '/declarations/00A0B1-Box-Expected', { secrets: { wifi: 'PLANTED-expected' } }),
  ({ run }) => run({ kind: 'set', values: [{ name: PASSPHRASE, value: 'PLANTED-set' }] }),
  ({ run }) => run({ kind: 'get', paths: [PASSPHRASE] }),
  ({ run }) => run({ kind: 'refresh', paths: ['Device.WiFi.'] }),
  ({ run }) => run(rpc({ method: 'SetParameterValues', parameterList: [typed('PLANTED-rpc')] })),
  ({ run }) => run(rpc({ method: 'GetParameterValues', parameterNames: ['Device.WiFi.'] })),
  ({ run }) => run({ kind: 'download', ...FILE, username: 'PLANTED-user1', password: 'PLANTED-download' }),
  async ({ cpe }) => {
    for (const commandKey of cpe.transfers) cpe.finishTransfer(commandKey, 9010, 'no such file');
  },
  ({ run }) => run({ kind: 'upload', ...FILE, username: 'PLANTED-user2', password: 'PLANTED-upload' }),
  ({ run }) =>
    run(
      rpc({
        method: 'ChangeDUState',
        operations: [{ operation: 'install', url: FILE.url, username: 'u', password: 'PLANTED-module' }],
      }),
    ),
  ({ run }) => run({ kind: 'set', values: [{ name: PASSPHRASE, value: 'PLANTED-refused' }] }, repeatingIt),
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
  const run = async (command: WantedCommand, behave: Behaviour = (_, execute) => execute()) => {
    const { id } = await api.queue(cpe.deviceId, command);
    // A session that begins before provisioning knows of the command ends without it.
    await eventually(`${command.kind} is sent`, async () => {
      await runSession(cpe, (request, execute) => {
        sent.push(...findPlanted(request.xml));
        return behave(request, execute);
      });
      const { state } = await api.command(id);
      return state === 'queued' ? undefined : state;
    });
  };
  cpe.tree.put(PASSPHRASE, 'PLANTED-factory');
  cpe.informed = [...cpe.informed, PASSPHRASE];
  await runSession(cpe);
  for (const plant of PLANTINGS) await plant({ api, cpe, run });
  return { sent };
}

/** The subscriber changes a secret, and the CPE tells it. */
async function bySubscriber({ cpe }: Garden): Promise<void> {
  cpe.tree.put(PASSPHRASE, 'PLANTED-subscriber');
  cpe.events = [['4 VALUE CHANGE', '']];
  await runSession(cpe);
}

const repeatingIt: Behaviour = ({ method }, execute) => {
  if (method !== 'SetParameterValues') return execute();
  return fault(9003, 'Not PLANTED-refused', [[PASSPHRASE, 9007, '"PLANTED-refused" is too weak']]);
};

function rpc(request: Readonly<Record<string, unknown>>): WantedCommand {
  return { kind: 'rpc', request };
}

function typed(value: string) {
  return { name: PASSPHRASE, value, type: 'string' };
}

function pathOf({ deviceId }: SmallCpe): string {
  return `/devices/${encodeURIComponent(deviceId)}`;
}
