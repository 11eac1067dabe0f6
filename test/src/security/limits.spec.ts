import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ForwardClock } from '../harness/forward-clock.ts';
import { rawPost } from '../harness/raw-post.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

// The attacker is at 127.0.0.1, and everybody else elsewhere. Each attack is tried with the defence and without it.
const ELSEWHERE = '127.0.0.2';
// Sessions are left open: nobody waits for them.
const EXPOSED = { MUSTER_GATEWAY_ADDRESS_UNLIMITED: 'none', MUSTER_SHUTDOWN_TIMEOUT_MS: '150' };
const OFF = { MUSTER_GATEWAY_ADDRESS_MAX_CONNECTIONS: '0', MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S: '0' };

const open: Socket[] = [];
let acs: Acs | undefined;

afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await acs?.stop();
});

async function begin(settings: Readonly<Record<string, string>>, clock = new ForwardClock()): Promise<void> {
  acs = await startAcs({ ...EXPOSED, ...settings }, { clock });
}

async function connection(localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: acs?.cwmpPort ?? 0, localAddress, noDelay: true });
  open.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** The status of the answer to each request, as long as there is one. */
async function ask(socket: Socket, ...requests: readonly string[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const request of requests) {
    const answered = new Promise<number>((resolve) => {
      const finish = (status: number) => {
        socket.off('close', closed);
        resolve(status);
      };
      const closed = () => finish(0);
      socket.once('data', (head) => finish(Number(head.toString('latin1', 9, 12))));
      socket.once('close', closed);
      if (socket.destroyed) finish(0);
    });
    socket.write(request);
    statuses.push(await answered);
    if (statuses.at(-1) === 0) break;
  }
  return statuses;
}

function informOf(serialNumber: string, headers: readonly string[] = []): string {
  const identity = { manufacturer: 'Acme', oui: '00D09E', productClass: 'Gw', serialNumber };
  return rawPost(inform(identity, { events: [['2 PERIODIC']] }), headers);
}

const others = async () => (await ask(await connection(ELSEWHERE), informOf('OTHER')))[0];

describe.each([
  ['with its defence', { MUSTER_GATEWAY_ADDRESS_MAX_CONNECTIONS: '10' }, 200],
  ['without', OFF, 0],
])('connections of one address take everybody’s places (9): %s', (_, settings, expected) => {
  test('somebody else calls in', async () => {
    await begin({ ...settings, MUSTER_GATEWAY_MAX_CONNECTIONS: '30' });
    for (let n = 0; n < 40; n++) await connection();
    expect(await others()).toBe(expected);
  });
});

describe.each([
  ['with its defence', { MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S: '5' }, 55],
  ['without', OFF, 300],
])('one address floods with Informs of devices that it makes up (10): %s', (_, settings, most) => {
  test('so many are taken in', async () => {
    await begin(settings);
    let taken = 0;
    const socket = await connection();
    for (let n = 0; n < 300 && !socket.destroyed; n++) {
      taken += (await ask(socket, informOf(`FLOOD${n}`))).filter((status) => status === 200).length;
    }
    expect(taken).toBeLessThanOrEqual(most);
    expect(taken).toBeGreaterThan(most - 30);
    expect(await others()).toBe(200);
  });
});

describe.each([
  ['with its defence', '30', 30],
  ['without', '0', 100],
])('one device calls in again and again (10): %s', (_, perMinute, most) => {
  test('so many sessions are opened, and others are let in', async () => {
    await begin({ MUSTER_GATEWAY_DEVICE_SESSIONS_PER_MIN: perMinute });
    let opened = 0;
    for (let n = 0; n < 100; n++) {
      const [status] = await ask(await connection(), informOf('LOOP'));
      if (status === 200) opened++;
    }
    expect(opened).toBeLessThanOrEqual(most + 1);
    expect(opened).toBeGreaterThanOrEqual(most);
    expect(await others()).toBe(200);
  });
});

describe.each([
  ['with its defence', 'none', 55],
  ['believing everybody', '127.0.0.0/8', 120],
])('an attacker says to be many (25): %s', (_, trusted, most) => {
  test('so many requests are taken in', async () => {
    const clock = new ForwardClock();
    const proxies = { MUSTER_GATEWAY_TRUSTED_PROXIES: trusted, MUSTER_GATEWAY_FORWARDED_HEADERS: 'true' };
    await begin({ MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S: '5', ...(trusted === 'none' ? {} : proxies) }, clock);
    clock.stand();
    const socket = await connection();
    let taken = 0;
    for (let n = 0; n < 120 && !socket.destroyed; n++) {
      const [status] = await ask(socket, informOf(`MANY${n}`, [`X-Forwarded-For: 192.0.2.${n}`]));
      if (status === 200) taken++;
    }
    expect(taken).toBeLessThanOrEqual(most);
    expect(taken).toBeGreaterThan(most - 30);
  });
});

test('a request with two lengths is refused, and what is hidden in it is not taken for another (25)', async () => {
  await begin({});
  const hidden = informOf('SMUGGLED');
  const socket = await connection();
  const twice = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  expect(await ask(socket, twice + hidden)).toEqual([400]);
  const devices = await fetch(`${acs?.httpUrl}/api/v1/devices?fields=id`);
  expect(await devices.text()).not.toContain('SMUGGLED');
});
