import { ApiClient } from '../harness/api-client.ts';
import { freePort } from '../harness/free-port.ts';
import { fileRequest } from '../harness/scripted-cpe/file-client.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

const IMAGE = Buffer.from('an image that is nobody else’s');
const KIB = 1024;
const open: SmallCpe[] = [];
let acs: Acs | undefined;
const api = new ApiClient(() => acs?.httpUrl ?? '');

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await acs?.stop();
});

async function begin(settings: Readonly<Record<string, string>> = {}): Promise<SmallCpe> {
  const port = String(await freePort());
  acs = await startAcs({ MUSTER_SHUTDOWN_TIMEOUT_MS: '150', MUSTER_FIRMWARE_PORT: port, ...settings });
  const cpe = new SmallCpe(() => acs?.cwmpUrl ?? '', 'VICTIM');
  open.push(cpe);
  await runSession(cpe);
  return cpe;
}

/** What the device is told to fetch or send; so does whoever reads along. */
async function told(cpe: SmallCpe, method: 'Download' | 'Upload') {
  const rpc = (await runSession(cpe)).find(({ request }) => request.method === method)?.request;
  return { url: rpc?.text('URL') ?? '', username: rpc?.text('Username') ?? '' };
}

describe.each([
  ['with its defence', 'digest', 401],
  ['with the URL as the only proof', 'none', 200],
] as const)('somebody has read the URL of an image, and not the login (16): %s', (_, login, expected) => {
  test('he fetches it', async () => {
    const cpe = await begin();
    const { id } = await api.addImage(IMAGE, { name: 'Gateway', version: '9' });
    await api.queue(cpe.deviceId, { kind: 'download', image: id, login });
    const { url } = await told(cpe, 'Download');
    const { status, body } = await fileRequest(url, 'GET');
    expect([status, body.equals(IMAGE)]).toEqual([expected, expected === 200]);
  });
});

describe.each([
  ['with its defence', '16KiB', 413],
  ['without', '32MiB', 201],
])('the disk is filled by uploads (16): %s', (_, most, expected) => {
  test('so large a file is kept', async () => {
    const cpe = await begin({ MUSTER_FIRMWARE_MAX_UPLOAD_BYTES: most });
    await api.queue(cpe.deviceId, { kind: 'upload', fileType: '2 Vendor Log File' });
    const { url } = await told(cpe, 'Upload');
    const pieces = Array.from({ length: 8 }, () => Buffer.alloc(4 * KIB));
    expect((await fileRequest(url, 'PUT', { pieces })).status).toBe(expected);
  });
});

test('a URL in which anything but the name at its end is another opens nothing (16)', async () => {
  const cpe = await begin();
  const { id } = await api.addImage(IMAGE, { name: 'Gateway', version: '9' });
  await api.queue(cpe.deviceId, { kind: 'download', image: id });
  const { url } = await told(cpe, 'Download');
  const { origin, pathname } = new URL(url);
  for (let at = 1; at < pathname.lastIndexOf('/'); at += 3) {
    const other = pathname[at] === 'a' ? 'b' : 'a';
    const { status } = await fileRequest(origin, 'GET', {
      path: pathname.slice(0, at) + other + pathname.slice(at + 1),
    });
    expect([403, 404, 405]).toContain(status);
  }
  expect((await fileRequest(url, 'GET')).status).toBe(200);
});
