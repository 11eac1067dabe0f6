import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { rawPost } from '../harness/raw-post.ts';
import { inform, type ParameterValue } from '../harness/scripted-cpe/envelopes.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

// Each attack is tried with the defence and without it, by somebody who has proved nothing.
const MIB = 1024 * 1024;
let acs: Acs;
let attacker: ScriptedCpe;

async function begin(settings: Readonly<Record<string, string>>): Promise<void> {
  acs = await startAcs({ MUSTER_SHUTDOWN_TIMEOUT_MS: '150', ...settings });
  attacker = new ScriptedCpe(() => acs.cwmpUrl, 'ATTACKER');
}
afterEach(async () => {
  attacker.close();
  await acs.stop();
});

const informWith = (parameters: readonly ParameterValue[]) => inform(attacker.identity, { parameters });

/** It may be refused, and the connection closed, before all of it was sent: then the answer may be lost, and is counted. */
async function statusOf(body: string): Promise<number> {
  try {
    return (await attacker.post(body)).status;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ECONNRESET', 'EPIPE'].includes(code)) throw error;
    const metrics = await (await fetch(`${acs.httpUrl}/metrics`)).text();
    return /muster_gateway_cut_off_total\{reason="large_body"\} 1\b/.test(metrics) ? 413 : 0;
  }
}

describe.each([
  ['with its defence', {}, 413],
  ['without', { MUSTER_GATEWAY_MAX_INFORM_BYTES: '16MiB' }, 200],
])('memory is filled before anybody has proved anything (8): %s', (_, settings, expected) => {
  test('by an Inform of megabytes', async () => {
    await begin(settings);
    const huge = informWith([['Device.DeviceInfo.VendorLog', 'x'.repeat(MIB)]]);
    expect(await statusOf(huge)).toBe(expected);
  });

  test('by an Inform of some kilobytes that inflates', async () => {
    await begin(settings);
    const bomb = gzipSync(`${' '.repeat(8 * MIB)}${informWith([])}`);
    expect(bomb.length).toBeLessThan(16 * 1024);
    expect((await attacker.post(bomb, { 'Content-Encoding': 'gzip' })).status).toBe(expected);
  });
});

describe.each([
  ['with its defence', {}, '8003'],
  ['without', { MUSTER_GATEWAY_MAX_PARAMETERS: '1000000' }, undefined],
])('work is made by very many parameters (8): %s', (_, settings, fault) => {
  test('so many are taken in', async () => {
    await begin({ MUSTER_GATEWAY_MAX_INFORM_BYTES: '16MiB', ...settings });
    const many = Array.from({ length: 20_001 }, (_each, n): ParameterValue => [`Device.X.${n}`, '']);
    const { message } = await attacker.post(informWith(many));
    expect([message.method, message.faultCode]).toEqual([fault === undefined ? 'InformResponse' : 'Fault', fault]);
  });
});

const ENTITIES =
  '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>';

describe('an envelope is more than one (6, 7)', () => {
  const change = (from: string | RegExp, to: string) => informWith([['Device.X', 'value']]).replace(from, to);

  test('entities are expanded, files are read, elements nest, and two Informs are in one body', async () => {
    await begin({});
    const whole = informWith([]);
    const [, second = ''] = /<soap:Body>([\s\S]*)<\/soap:Body>/.exec(whole.replaceAll('ATTACKER', 'VICTIM')) ?? [];
    const tries = [
      change('?>', `?>${ENTITIES}`).replace('>value<', '>&b;<'),
      change('?>', `?>${ENTITIES}`).replace('>value<', '>&c;<'),
      change('>value<', `>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}<`),
      change('</soap:Body>', `${second}</soap:Body>`),
      change('</soap:Body>', `</soap:Body><soap:Body>${second}</soap:Body>`),
    ];
    for (const body of tries) {
      expect((await attacker.post(body)).body).not.toContain('InformResponse');
    }
    const devices = await (await fetch(`${acs.httpUrl}/api/v1/devices?fields=id`)).text();
    expect(devices).not.toMatch(/ATTACKER|VICTIM/);
    expect((await attacker.post(whole)).message.method).toBe('InformResponse');
  });
});

/** PROXY protocol, version 2: TCP over IPv4, from that address. */
function proxyHeader(last: number): Buffer {
  const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
  return Buffer.concat([
    signature,
    Buffer.from([0x21, 0x11, 0, 12, 192, 0, 2, last, 127, 0, 0, 1, 0x1f, 0x90, 0x1d, 0x7b]),
  ]);
}

async function postAs(last: number): Promise<number> {
  const socket = connect(acs.cwmpPort, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(Buffer.concat([proxyHeader(last), Buffer.from(rawPost(informWith([])))]));
  const [head] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [Buffer.alloc(0)])]);
  socket.destroy();
  return Number((head as Buffer).toString('latin1', 9, 12));
}

describe.each([
  ['with its defence', '192.0.2.200', 0],
  ['believing everybody', '127.0.0.0/8', 60],
])('an attacker says by PROXY headers to be many (25): %s', (_, trusted, expected) => {
  test('so many requests are taken in', async () => {
    await begin({
      MUSTER_GATEWAY_PROXY_PROTOCOL: 'true',
      MUSTER_GATEWAY_TRUSTED_PROXIES: trusted,
      MUSTER_GATEWAY_ADDRESS_UNLIMITED: 'none',
      MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S: '1',
    });
    let taken = 0;
    for (let n = 1; n <= 60; n++) if ((await postAs(n)) === 200) taken++;
    expect(taken).toBe(expected);
  });
});
