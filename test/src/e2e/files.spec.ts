import { randomBytes } from 'node:crypto';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { Cpe, runSession } from '#libs/testing/cpe';
import { ApiClient, type ShownCommand, type WantedCommand } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import { freePort } from '../harness/free-port.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

const IMAGE = randomBytes(4_000_000);
/** After so many bytes a line breaks, while lines are bad. */
const BREAKS_AFTER = 1_500_000;

/** A line between CPEs and the file server that can be made bad. */
class BadLine {
  isBad = false;
  broken = 0;
  readonly #server: Server;

  constructor(filesPort: number) {
    this.#server = createServer((socket) => this.#pass(socket, dial(filesPort, '127.0.0.1')));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  close(): void {
    this.#server.close();
  }

  #pass(socket: Socket, server: Socket): void {
    let passed = 0;
    for (const one of [socket, server]) one.on('error', () => undefined);
    socket.on('close', () => server.destroy());
    server.on('close', () => socket.destroySoon());
    socket.pipe(server);
    server.on('data', (bytes) => {
      passed += bytes.length;
      socket.write(bytes);
      if (!this.isBad || passed < BREAKS_AFTER) return;
      this.broken++;
      server.removeAllListeners('data');
      socket.resetAndDestroy();
    });
  }
}

let acs: Acs;
let line: BadLine;
const api = new ApiClient(() => acs.httpUrl);

beforeAll(async () => {
  const [filesPort, linePort] = [await freePort(), await freePort()];
  acs = await startAcs({
    MUSTER_FIRMWARE_PORT: String(filesPort),
    MUSTER_FIRMWARE_URL: `http://127.0.0.1:${linePort}`,
  });
  line = new BadLine(filesPort);
  await line.listen(linePort);
});
afterAll(async () => {
  line.close();
  await acs.stop();
});

async function knownCpe(serialNumber: string): Promise<{ readonly cpe: Cpe; readonly id: string }> {
  const cpe = new Cpe({ identity: { serialNumber }, transfers: 'fetch' });
  await runSession(cpe, { url: acs.cwmpUrl });
  const [device] = await api.devices({ 'identity.serialNumber': serialNumber });
  if (device === undefined) throw new Error(`the ACS does not know ${serialNumber}`);
  return { cpe, id: device.id };
}

/** Queues a command and lets the CPE call until it has nothing more to say. */
async function run(cpe: Cpe, id: string, wanted: WantedCommand): Promise<ShownCommand> {
  const queued = await api.queue(id, wanted);
  cpe.periodic();
  do {
    const log = await runSession(cpe, { url: acs.cwmpUrl });
    expect(log.violations).toEqual([]);
  } while (cpe.wantsSession());
  return api.finished(queued.id);
}

test.each(['none', 'basic', 'digest'] as const)(
  'a CPE fetches an image over a line that breaks (login: %s)',
  async (login) => {
    const { cpe, id } = await knownCpe(`FETCH-${login}`);
    const image = await api.addImage(IMAGE, { name: 'Gateway', version: '9.9.9' });
    line.isBad = true;
    line.broken = 0;
    const command = await run(cpe, id, { kind: 'download', image: image.id, login });
    line.isBad = false;
    expect(command).toMatchObject({ state: 'completed' });
    expect(line.broken).toBeGreaterThanOrEqual(2);
    const ends = await eventually('all ends of its connections are told', async () => {
      const told = (await api.events(id)).filter(({ type }) => type === 'download.ended');
      return told.length === line.broken + 1 && told.map(({ data }) => data);
    });
    const hows = ends.map((data) => (data as { readonly how: string }).how);
    // What was handed to the kernel counts as sent: a line that breaks close to the end may be told as complete.
    expect([hows[0], hows.at(-1)]).toEqual(['aborted', 'complete']);
    expect(hows.filter((how) => how !== 'aborted' && how !== 'complete')).toEqual([]);
    // The URL was made for this device when it was sent, and is shown to nobody.
    expect(JSON.stringify(command.spec)).not.toContain('http');
  },
);

test('a CPE sends its configuration, which is listed and had by API', async () => {
  const { cpe, id } = await knownCpe('SEND1');
  const command = await run(cpe, id, { kind: 'upload', fileType: '3 Vendor Configuration File', login: 'digest' });
  expect(command).toMatchObject({ state: 'completed' });
  const list = await api.request<{ readonly files: readonly unknown[] }>('GET', `/devices/${id}/files`);
  expect(list.files).toMatchObject([{ commandId: command.id, fileType: '3 Vendor Configuration File' }]);
  const response = await fetch(`${acs.httpUrl}/api/v1/commands/${command.id}/file`);
  expect(await response.text()).toBe('# 3 Vendor Configuration File\nwritten by a simulated CPE\n');
});

test('an image that is quarantined while its command waits is not sent', async () => {
  const { cpe, id } = await knownCpe('QUARANTINE1');
  const image = await api.addImage(randomBytes(100));
  const queued = await api.queue(id, { kind: 'download', image: image.id });
  await api.request('POST', `/images/${image.id}/quarantine`, { reason: 'bricks' });
  cpe.periodic();
  const log = await runSession(cpe, { url: acs.cwmpUrl });
  expect(log.rpcs.map(({ method }) => method)).not.toContain('Download');
  const { outcome } = await api.finished(queued.id);
  expect(outcome).toMatchObject({
    status: 'failed',
    reason: 'invalid',
    detail: expect.stringContaining('quarantined'),
  });
});
