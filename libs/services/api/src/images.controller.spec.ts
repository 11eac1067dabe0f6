import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { bytesOf, collected, eventually } from '#libs/testing/port-contracts';
import { aDevice } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;

beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.stop());

const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const bytes = (content: Uint8Array) => ({
  body: content,
  headers: { 'content-type': 'application/octet-stream' },
});

async function addImage(content = randomBytes(1_000), query = 'name=Gateway&version=2.0.1'): Promise<string> {
  const { status, body } = await api.call('POST', `/api/v1/images?${query}`, bytes(content));
  expect(status).toBe(201);
  return body.id;
}

test('an image comes in one request, and the same file again is the same image', async () => {
  const content = randomBytes(2_000_000);
  const id = sha256Of(content);
  const path = `/api/v1/images?name=Gateway&version=2.0.1&sha256=${id}`;
  const first = await api.call('POST', path, bytes(content));
  expect([first.status, first.headers.get('location')]).toEqual([201, `/api/v1/images/${id}`]);
  expect(first.body).toMatchObject({
    id,
    size: 2_000_000,
    name: 'Gateway',
    version: '2.0.1',
    fileType: '1 Firmware Upgrade Image',
    state: 'draft',
  });
  const again = await api.call('POST', '/api/v1/images?name=Another', bytes(content));
  expect([again.status, again.body]).toEqual([200, first.body]);
  expect((await collected(api.adapters.imageStore.read(id, 0, 2_000_000))).equals(content)).toBe(true);
});

test('another file than was meant is refused, and nothing of it stays', async () => {
  const content = randomBytes(10);
  const { status, body } = await api.call('POST', `/api/v1/images?sha256=${'0'.repeat(64)}`, bytes(content));
  expect([status, body.code]).toEqual([422, 'checksum_mismatch']);
  expect((await api.call('GET', `/api/v1/images/${sha256Of(content)}`)).status).toBe(404);
  expect(
    (await api.call('POST', '/api/v1/images', { body: 'x', headers: { 'content-type': 'text/plain' } })).status,
  ).toBe(415);
});

test('an upload goes on after its connection broke', async () => {
  const content = randomBytes(500_000);
  const { body: upload } = await api.call('POST', '/api/v1/image-uploads');
  expect(upload.offset).toBe(0);
  const path = `/api/v1/image-uploads/${upload.id}`;
  const url = new URL(api.url);
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  await once(socket, 'connect');
  socket.write(
    `PATCH ${path} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/octet-stream\r\nContent-Length: 500000\r\n\r\n`,
  );
  socket.write(content.subarray(0, 200_000));
  const offset = async () => (await api.call('GET', path)).body.offset;
  await eventually('some of it is there', async () => (await offset()) > 0);
  socket.resetAndDestroy();
  const begin = async (): Promise<number> => {
    const at = await offset();
    const { status } = await api.call('PATCH', `${path}?offset=${at}`, bytes(content.subarray(at, at + 1)));
    return status === 200 ? at + 1 : -1;
  };
  let at = -1;
  await eventually('nobody sends to it any more', async () => {
    at = await begin();
    return at >= 0;
  });
  expect((await api.call('PATCH', `${path}?offset=0`, bytes(content))).body.code).toBe('upload_offset_mismatch');
  const rest = await api.call('PATCH', `${path}?offset=${at}`, bytes(content.subarray(at)));
  expect(rest.body).toEqual({ id: upload.id, offset: 500_000 });
  const said = { sha256: sha256Of(content), version: '3', fits: [{ oui: '00A0B1', from: { atLeast: '1' } }] };
  const done = await api.call('POST', `${path}/complete`, { body: said });
  expect([done.status, done.body.fits]).toEqual([201, said.fits]);
  // The answer was lost, and it is asked again.
  expect((await api.call('POST', `${path}/complete`, { body: said })).body).toEqual(done.body);
  expect((await api.call('GET', path)).status).toBe(404);
});

test('an upload is given up', async () => {
  const { body: upload } = await api.call('POST', '/api/v1/image-uploads');
  const path = `/api/v1/image-uploads/${upload.id}`;
  expect((await api.call('DELETE', path)).status).toBe(204);
  expect((await api.call('PATCH', path, bytes(randomBytes(1)))).body.code).toBe('upload_not_found');
  const complete = await api.call('POST', `${path}/complete`, { body: { sha256: '0'.repeat(64) } });
  expect(complete.body.code).toBe('upload_not_found');
});

test('an image is changed, released, quarantined and removed', async () => {
  const path = `/api/v1/images/${await addImage()}`;
  const changed = await api.call('PATCH', path, { body: { version: '2.1', aliases: ['V2.1'] } });
  expect(changed.body).toMatchObject({ version: '2.1', aliases: ['V2.1'], state: 'draft' });
  expect((await api.call('POST', `${path}/release`)).body.state).toBe('released');
  expect((await api.call('PATCH', path, { body: { version: '9' } })).body.code).toBe('image_state');
  expect((await api.call('PATCH', path, { body: { releaseNotes: 'n' } })).status).toBe(200);
  expect((await api.call('DELETE', path)).body.code).toBe('image_state');
  const quarantined = await api.call('POST', `${path}/quarantine`, { body: { reason: 'bricks' } });
  expect(quarantined.body).toMatchObject({ state: 'quarantined', reason: 'bricks' });
  expect((await api.call('DELETE', path)).status).toBe(204);
  expect((await api.call('GET', path)).body.code).toBe('image_not_found');
});

test('images are listed page by page, and by state', async () => {
  const id = await addImage();
  await api.call('POST', `/api/v1/images/${id}/release`);
  const ids: string[] = [];
  for (let query = '?limit=1'; ; ) {
    const { body } = await api.call('GET', `/api/v1/images${query}`);
    ids.push(...body.images.map((image: { id: string }) => image.id));
    if (body.next === undefined) break;
    query = `?limit=1&cursor=${body.next}`;
  }
  expect(ids).toContain(id);
  expect(ids).toEqual(ids.toSorted());
  const released = await api.call('GET', '/api/v1/images?state=released');
  expect(released.body.images.map((image: { id: string }) => image.id)).toEqual([id]);
});

test('a command may name a released image, and nothing that goes with a URL', async () => {
  const device = await api.save(aDevice('IMAGES1'));
  const queue = (body: object) =>
    api.call('POST', `/api/v1/devices/${encodeURIComponent(device.id)}/commands`, { body });
  const image = await addImage();
  expect((await queue({ kind: 'download', image })).body.errors).toMatchObject([{ path: 'image' }]);
  await api.call('POST', `/api/v1/images/${image}/release`);
  expect((await queue({ kind: 'download', image, login: 'digest' })).status).toBe(201);
  expect((await queue({ kind: 'upload', fileType: '3 Vendor Configuration File' })).status).toBe(201);
  const wrong = [
    { kind: 'download' },
    { kind: 'download', fileType: '1 Firmware Upgrade Image' },
    { kind: 'download', image, url: 'http://x/' },
    { kind: 'download', image, username: 'u' },
    { kind: 'download', url: 'http://x/' },
    { kind: 'download', url: 'http://x/', fileType: '1 Firmware Upgrade Image', login: 'basic' },
    { kind: 'download', image: '0'.repeat(64) },
    { kind: 'upload', fileType: '3 Vendor Configuration File', password: 'p' },
  ];
  for (const one of wrong) expect([one, (await queue(one)).status]).toEqual([one, 422]);
});

test('files that a device sent are listed, and had as they came', async () => {
  const device = await api.save(aDevice('IMAGES2'));
  const content = randomBytes(200_000);
  const commandId = '01KDXQ5T9Q8J7Z6N5M4K3H2G1F';
  const file = {
    commandId,
    deviceId: device.id,
    fileType: '3 Vendor Configuration File',
    receivedAt: '2026-01-01T00:00:00.000Z',
  };
  await api.adapters.receivedFiles.keep(file, bytesOf(content), 1_000_000);
  const { body } = await api.call('GET', `/api/v1/devices/${encodeURIComponent(device.id)}/files`);
  expect(body).toEqual({ files: [{ ...file, size: 200_000, sha256: sha256Of(content) }] });
  const response = await fetch(`${api.url}/api/v1/commands/${commandId}/file`);
  expect(response.headers.get('content-disposition')).toMatch('attachment');
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
  const none = await api.call('GET', '/api/v1/commands/01KDXQ5T9Q8J7Z6N5M4K3H2G1G/file');
  expect(none.body.code).toBe('file_not_found');
  expect((await api.call('DELETE', `/api/v1/devices/${encodeURIComponent(device.id)}`)).status).toBe(204);
  expect((await api.call('GET', `/api/v1/commands/${commandId}/file`)).status).toBe(404);
});

test('each state of an image is told, once: repeats, and what people read of it, are not', async () => {
  const id = await addImage();
  const told: string[] = [];
  api.adapters.eventBus.subscribe('spec', async (event) => {
    if (event.type === 'image.changed' && event.image === id) told.push(`${event.data.from} ${event.data.to}`);
  });
  const path = `/api/v1/images/${id}`;
  await api.call('POST', `${path}/release`);
  await api.call('POST', `${path}/release`);
  await api.call('PATCH', path, { body: { releaseNotes: 'Mends the Wi-Fi.' } });
  await api.call('POST', `${path}/quarantine`, { body: { reason: 'It bricks.' } });
  expect((await api.call('DELETE', path)).status).toBe(204);
  await eventually('its end is told', () => told.at(-1) === 'quarantined removed');
  expect(told).toEqual(['undefined draft', 'draft released', 'released quarantined', 'quarantined removed']);
});
