import { ApiClient } from '../harness/api-client.ts';
import { curl } from '../harness/curl.ts';
import { eventually } from '../harness/eventually.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

interface Link {
  readonly what: string;
  readonly subject: string;
  readonly from: string;
  readonly detail: Readonly<Record<string, string>>;
}

const DOUBLED = 'security.device.doubled';
let acs: Acs;
let api: ApiClient;
const open: ScriptedCpe[] = [];

beforeAll(async () => {
  acs = await startAcs({ MUSTER_SHUTDOWN_TIMEOUT_MS: '150' });
  api = new ApiClient(() => acs.httpUrl);
});
afterAll(async () => {
  for (const one of open) one.close();
  await acs.stop();
});

function box(serialNumber: string): ScriptedCpe {
  const cpe = new ScriptedCpe(() => acs.cwmpUrl, serialNumber);
  open.push(cpe);
  return cpe;
}

/** The same, at another address. */
const elsewhere = (cpe: ScriptedCpe) =>
  curl(acs.cwmpUrl, '--interface', '127.0.0.2', '--data-binary', inform(cpe.identity));

const links = async () => (await api.request<{ readonly links: readonly Link[] }>('GET', '/audit')).links;
const toldOf = async (cpe: ScriptedCpe) =>
  (await links()).filter(({ what, subject }) => what === DOUBLED && subject === cpe.deviceId);

test('two devices with one serial number are in the audit log and in the history of the device (24)', async () => {
  const cpe = box('COPIED');
  await cpe.inform();
  expect((await elsewhere(cpe)).status).toBe(200);
  // Its session was taken from it, and it does not know.
  await cpe.post('');
  const [told] = await eventually('it is told', async () => {
    const all = await toldOf(cpe);
    return all.length > 0 && all;
  });
  expect(told).toMatchObject({ from: '127.0.0.2', detail: { evidence: 'went_on', otherAddress: '127.0.0.1' } });
  const events = await eventually('it is history', async () => {
    const all = await api.events(cpe.deviceId);
    return all.some(({ type }) => type === DOUBLED) && all;
  });
  expect(events.filter(({ type }) => type === DOUBLED)).toHaveLength(1);
});

test('a device that got another address in mid-session is told of no more than one that did not (24)', async () => {
  const moved = box('MOVED');
  await moved.inform();
  expect((await elsewhere(moved)).status).toBe(200);
  const last = box('LAST');
  await last.inform();
  await elsewhere(last);
  await last.post('');
  await eventually('what came after is told', async () => (await toldOf(last)).length > 0);
  expect(await toldOf(moved)).toEqual([]);
});
