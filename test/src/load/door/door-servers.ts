import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificates } from '#libs/testing/certificates';
import { simulatedSerial } from '#libs/testing/cpe';
import { ApiClient } from '../../harness/api-client.ts';
import { type AcsProcess, spawnAcs } from '../../harness/spawn-acs.ts';
import { untilIdle } from '../acs-state.ts';
import { pinnedTo } from '../machine.ts';
import type { LoadGenerator } from '../start-load.ts';
import type { DoorOrder, Login } from './door-order.ts';
import { type DoorPlan, PARAMETERS } from './plan.ts';

/** The same of every device, which the ACS does not know: it keeps a login for each. */
const LOGIN: Login = { username: 'cpe', password: 'correct horse battery staple' };
const AT_ONCE = 16;

/** An ACS where nobody logs in, with TLS, and one where everybody has to. */
export interface DoorServers {
  readonly open: MeasuredAcs;
  readonly guarded: MeasuredAcs;
  readonly credentials: Pick<DoorOrder, 'ca' | 'certificates' | 'login'>;
  stop(): Promise<void>;
}

export interface MeasuredAcs extends AcsProcess {
  /** Of the devices that it knows. */
  readonly fleet: string;
}

export async function startDoorServers(
  load: LoadGenerator,
  { devices, connections }: DoorPlan,
  onStep: (what: string) => void,
): Promise<DoorServers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-door-'));
  const serials = Array.from({ length: connections }, (_, index) => simulatedSerial(index + 1));
  const hosts = ['localhost', '127.0.0.1'];
  const { ca, server } = await makeCertificates({ out: folder, hosts, devices: serials.map(deviceOf) });
  const start = async (fleet: string, settings: Readonly<Record<string, string>>): Promise<MeasuredAcs> => {
    // The CPEs; the attackers are at other addresses.
    const env = { MUSTER_GATEWAY_ADDRESS_UNLIMITED: '127.0.0.1', ...settings };
    return { ...(await spawnAcs(path.join(folder, fleet), env, pinnedTo('server'))), fleet };
  };
  const open = await start('open', {
    MUSTER_GATEWAY_TLS_CERT_FILE: server.certificate,
    MUSTER_GATEWAY_TLS_KEY_FILE: server.key,
    MUSTER_GATEWAY_TLS_CLIENT_CERT: 'optional',
    MUSTER_GATEWAY_TLS_CLIENT_CA_FILE: ca,
  });
  const guarded = await start('guarded', { MUSTER_CWMP_LOGIN: 'required' });
  const stop = async () => {
    await Promise.all([open.kill(), guarded.kill()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    onStep(`logins for ${devices} devices`);
    await giveLogins(guarded, devices);
    onStep(`first contact of ${devices} devices with two servers`);
    const order = { count: devices, parameters: PARAMETERS };
    for (const { fleet, cwmpUrl: url, httpUrl, pid } of [open, guarded]) {
      await load.discover({ ...order, fleet, url, pid, ...(fleet === guarded.fleet && { login: LOGIN }) });
      await untilIdle(httpUrl);
    }
    const read = (name: string) => readFile(path.join(folder, name), 'utf8');
    const certificates = await Promise.all(
      serials.map(async (serial) => ({ cert: await read(`${serial}.pem`), key: await read(`${serial}.key`) })),
    );
    return { open, guarded, credentials: { ca: await read('ca.pem'), certificates, login: LOGIN }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function giveLogins({ httpUrl }: AcsProcess, devices: number): Promise<void> {
  const api = new ApiClient(() => httpUrl);
  let next = 1;
  const give = async () => {
    while (next <= devices) {
      const deviceId = deviceOf(simulatedSerial(next++));
      await api.request('PATCH', `/devices/${deviceId}/access`, { login: LOGIN });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, give));
}

function deviceOf(serial: string): string {
  return `00D09E-SimGw181-${serial}`;
}
