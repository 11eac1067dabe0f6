import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cpe } from '../cpe.ts';
import { runTransfers } from './run-transfers.ts';

const IMAGE = 'x'.repeat(1_000);
const received: string[] = [];
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const needsLogin = request.url === '/private' && !request.headers.authorization?.startsWith('Digest username="u"');
    request.on('data', (chunk: Buffer) => received.push(`${request.method} ${chunk.toString()}`));
    if (needsLogin) response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth"' }).end();
    else if (request.url === '/missing') response.writeHead(404).end();
    else response.writeHead(200).end(IMAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['a file', '/private', 1_000, 'u', 0],
  ['a file of unknown size', '/image', 0, '', 0],
  ['a file of another size', '/image', 999, '', 9018],
  ['a missing file', '/missing', 0, '', 9016],
  ['a file without login', '/private', 0, '', 9012],
] as const)('%s', async (_name, path, fileSize, username, faultCode) => {
  const cpe = new Cpe({ transfers: 'fetch', firstContact: 'none' });
  const target = {
    commandKey: 'k',
    fileType: '3 Vendor Configuration File',
    url: base + path,
    username,
    password: 'p',
  };
  cpe.execute({
    method: 'Download',
    ...target,
    fileSize,
    targetFileName: '',
    delaySeconds: 0,
    successUrl: '',
    failureUrl: '',
  });
  await runTransfers(cpe);
  expect(cpe.outbox.requests).toMatchObject([
    { method: 'TransferComplete', commandKey: 'k', faultStruct: { faultCode } },
  ]);
});

test('nobody there is 9015', async () => {
  const cpe = new Cpe({ transfers: 'fetch', firstContact: 'none' });
  const target = {
    commandKey: 'k',
    fileType: '1 Firmware Upgrade Image',
    url: 'http://127.0.0.1:1/x',
    username: '',
    password: '',
  };
  cpe.execute({
    method: 'Download',
    ...target,
    fileSize: 0,
    targetFileName: '',
    delaySeconds: 0,
    successUrl: '',
    failureUrl: '',
  });
  await runTransfers(cpe);
  expect(cpe.outbox.requests).toMatchObject([{ faultStruct: { faultCode: 9015 } }]);
  expect(cpe.tree.value('Device.DeviceInfo.SoftwareVersion')).toBe('1.0.0');
});

test('an upload is a PUT', async () => {
  const cpe = new Cpe({ transfers: 'fetch', firstContact: 'none' });
  cpe.execute({
    method: 'Upload',
    commandKey: 'k',
    fileType: '4 Vendor Log File 1',
    url: `${base}/log`,
    username: '',
    password: '',
    delaySeconds: 0,
  });
  await runTransfers(cpe);
  expect(received).toEqual(['PUT # 4 Vendor Log File 1\nwritten by a simulated CPE\n']);
  expect(cpe.outbox.events).toMatchObject([
    { eventCode: '7 TRANSFER COMPLETE' },
    { eventCode: 'M Upload', commandKey: 'k' },
  ]);
});
