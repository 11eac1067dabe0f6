import type { ProfileDocument } from '#libs/domain';
import { ID, PlayedGateway, type PlayOptions } from './testing/played-gateway.ts';
import { SmallCpe } from './testing/small-cpe.ts';

const SSID = 'Device.WiFi.SSID.1.SSID';
const CHANNEL = 'Device.WiFi.Radio.1.Channel';
const KEY = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const PARAMETER_KEY = 'Device.ManagementServer.ParameterKey';
const TABLE = 'Device.NAT.PortMapping.';
const SECRET = `\${secrets.wifi}`;
const HOUR_MS = 3_600_000;

const factory = { [VERSION]: '1.0', [PARAMETER_KEY]: '', [SSID]: 'factory', [CHANNEL]: '1', [KEY]: '' };
const columns = { [TABLE]: { ExternalPort: '0', Enable: '0' } };

let gateway: PlayedGateway;
let cpe: SmallCpe;

async function begin(options: PlayOptions = {}): Promise<void> {
  gateway = await PlayedGateway.open(options);
  cpe = new SmallCpe(factory, undefined, columns);
}

beforeEach(() => begin());
afterEach(() => gateway.close());

/** A session as the CPE would have it: what must be in every Inform is in it. */
async function session(events: readonly string[] = ['2 PERIODIC'], informed: Readonly<Record<string, string>> = {}) {
  const told = { [VERSION]: cpe.values.get(VERSION)?.value ?? '', [PARAMETER_KEY]: cpe.parameterKey, ...informed };
  const parameters = Object.entries(told).map(([name, value]) => ({ name, value, type: 'string' as const }));
  const visit = await gateway.inform({ events, parameters });
  const methods = await visit.serve(cpe);
  await visit.end('done');
  return { methods, isSettled: visit.isSettled };
}

const firstContact = () => session(['0 BOOTSTRAP', '1 BOOT']);
const entries = (...all: ProfileDocument['entries']): Partial<ProfileDocument> => ({ entries: all });
const held = async () => (await gateway.device()).conditions;
const value = (path: string) => cpe.values.get(path)?.value;

describe('a device that is declared', () => {
  test('is as declared after its first session, and then settled', async () => {
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }, { path: CHANNEL, value: 6 }));
    await firstContact();
    expect([value(SSID), value(CHANNEL)]).toEqual(['home', '6']);
    expect(await held()).toEqual(['InSync']);
    // The ParameterKey is new: that is looked at once.
    await session();
    expect(await session()).toEqual({ methods: [], isSettled: true });
    expect((await gateway.sync()).profiles).toEqual(['residential@1']);
  });

  test('that is so already is not touched', async () => {
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'factory' }));
    const { methods } = await firstContact();
    expect(methods).not.toContain('SetParameterValues');
    expect(await held()).toEqual(['InSync']);
    expect((await session()).isSettled).toBe(true);
  });

  test('by no profile costs nothing and has no conditions', async () => {
    await gateway.publishProfile('other', { selector: { tags: 'gold' }, entries: [{ path: SSID, value: 'home' }] });
    await firstContact();
    expect((await gateway.device()).sync).toBeUndefined();
    expect(await held()).toEqual([]);
  });

  test('is looked at again when something else is published, and not written when nothing comes of it', async () => {
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }));
    await firstContact();
    await session();
    const { revision } = await gateway.device();
    await gateway.publishProfile('other', { selector: { tags: 'gold' } });
    expect(await session()).toEqual({ methods: [], isSettled: false });
    // The Inform itself is kept, once.
    expect((await gateway.device()).revision).toBe(revision + 1);
    expect((await session()).isSettled).toBe(true);
  });

  test('tells of its conditions when they change, and not otherwise', async () => {
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }));
    await firstContact();
    await session();
    await session(['1 BOOT']);
    const told = gateway.of('condition.changed').map(({ data }) => `${data.condition} ${data.holds}`);
    expect(told).toEqual(['Reconciling true', 'Reconciling false', 'InSync true']);
  });
});

describe('what somebody changed at the device', () => {
  test('is put back where it is enforced, and left where it was seeded', async () => {
    await gateway.publishProfile(
      'residential',
      entries({ path: SSID, value: 'home', mode: 'seed' }, { path: CHANNEL, value: '6' }),
    );
    await firstContact();
    await session();
    for (const path of [SSID, CHANNEL]) cpe.values.set(path, { name: path, value: '11', type: 'string' });
    await session(['4 VALUE CHANGE'], { [SSID]: '11', [CHANNEL]: '11' });
    expect([value(SSID), value(CHANNEL)]).toEqual(['11', '6']);
    expect(await held()).toEqual(['InSync']);
  });

  test('again and again is contested: both sides are named, and it is left alone for an hour', async () => {
    await gateway.publishProfile('residential', entries({ path: CHANNEL, value: '6' }));
    await firstContact();
    await session();
    const change = async () => {
      cpe.values.set(CHANNEL, { name: CHANNEL, value: '11', type: 'string' });
      return session(['4 VALUE CHANGE'], { [CHANNEL]: '11' });
    };
    for (let n = 0; n < 3; n++) {
      expect((await change()).methods).toContain('SetParameterValues');
      expect(value(CHANNEL)).toBe('6');
    }
    expect((await change()).methods).not.toContain('SetParameterValues');
    expect(await held()).toEqual(['Contested']);
    const { findings, conditions } = await gateway.sync();
    expect(findings).toEqual([
      expect.objectContaining({ subject: CHANNEL, condition: 'Contested', desired: '6', reported: '11' }),
    ]);
    expect(conditions[0]?.message).toMatch(/residential@1 .* somebody at the device \(4 VALUE CHANGE\)/);
    // Settled meanwhile, and looked at again when it is time.
    await session();
    expect((await session()).isSettled).toBe(true);
    gateway.clock.advance(1.2 * HOUR_MS);
    expect((await session()).methods).toContain('SetParameterValues');
    expect(value(CHANNEL)).toBe('6');
  });

  test('without a word is found by the audit', async () => {
    await gateway.publishProfile('residential', entries({ path: CHANNEL, value: '6' }));
    await firstContact();
    await session();
    cpe.values.set(CHANNEL, { name: CHANNEL, value: '11', type: 'string' });
    expect((await session()).isSettled).toBe(true);
    gateway.clock.advance(25 * HOUR_MS);
    await session();
    expect(value(CHANNEL)).toBe('6');
  });

  test('with a ParameterKey of its own is looked for at once', async () => {
    await gateway.publishProfile('residential', entries({ path: CHANNEL, value: '6' }));
    await firstContact();
    await session();
    cpe.values.set(CHANNEL, { name: CHANNEL, value: '11', type: 'string' });
    cpe.parameterKey = 'another ACS';
    await session();
    expect(value(CHANNEL)).toBe('6');
  });
});

describe('a device that does not do as it is told', () => {
  test('that lies about a value costs one attempt a step, and it is contested in the end', async () => {
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }, { path: CHANNEL, value: '6' }));
    cpe.ignores.add(CHANNEL);
    await firstContact();
    expect(value(SSID)).toBe('home');
    expect(await held()).toEqual(['Drifted']);
    const sets = () => cpe.executed.filter(({ method }) => method === 'SetParameterValues').length;
    const tried = sets();
    for (let n = 0; n < 5; n++) await session(['1 BOOT']);
    expect(sets()).toBe(tried);
    gateway.clock.advance(HOUR_MS);
    for (let n = 0; n < 5; n++) await session(['1 BOOT']);
    expect(sets()).toBe(tried + 1);
    expect(await held()).toEqual(['Contested']);
    const [finding] = (await gateway.sync()).findings;
    expect(finding).toMatchObject({ subject: CHANNEL, desired: '6', reported: '1', reason: 'Ignored' });
  });

  test('that refuses a value is degraded with the fault in words; the rest is done', async () => {
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }, { path: CHANNEL, value: '6' }));
    cpe.refuses.set(CHANNEL, 9007);
    await firstContact();
    expect(value(SSID)).toBe('home');
    expect(await held()).toEqual(['Degraded']);
    expect((await gateway.sync()).findings[0]?.detail).toMatch(/fault 9007/);
    // Once it is published anew with another value it is tried at once.
    cpe.refuses.clear();
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }, { path: CHANNEL, value: '11' }));
    await session();
    expect(value(CHANNEL)).toBe('11');
    expect(await held()).toEqual(['InSync']);
  });

  test('a parameter that three devices of a model refuse for its value is left alone on all of them', async () => {
    await gateway.publishProfile('residential', entries({ path: CHANNEL, value: 'six' }));
    const channel = (n: number) => ({
      manufacturer: 'Acme',
      oui: '00A0B1',
      productClass: 'Router',
      serialNumber: `${n}`,
    });
    for (let n = 1; n <= 4; n++) {
      const one = new SmallCpe(factory);
      one.refuses.set(CHANNEL, 9007);
      const visit = await gateway.inform({ events: ['0 BOOTSTRAP'], identity: channel(n) });
      const methods = await visit.serve(one);
      await visit.end('done');
      expect([n, methods.includes('SetParameterValues')]).toEqual([n, n <= 3]);
    }
    const { deviceStore } = gateway.adapters;
    const last = await deviceStore.get('00A0B1-Router-4' as typeof ID);
    expect(last?.sync?.findings[0]).toMatchObject({ reason: 'FrozenForModel', condition: 'Degraded' });
  });
});

describe('what takes effect after a reboot', () => {
  test('waits for one that comes by itself, and is looked at then', async () => {
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }));
    cpe.status = 1;
    const { methods } = await firstContact();
    expect(methods).not.toContain('Reboot');
    expect(await held()).toEqual(['RebootPending']);
    await session();
    expect(await held()).toEqual(['RebootPending']);
    cpe.boot();
    cpe.status = 0;
    expect((await session(['1 BOOT'])).methods).toContain('GetParameterValues');
    expect(await held()).toEqual(['InSync']);
  });

  test('is rebooted for, once a day, if a profile allows it', async () => {
    await gateway.publishProfile('residential', { reboot: 'whenNeeded', entries: [{ path: SSID, value: 'home' }] });
    cpe.status = 1;
    expect((await firstContact()).methods.at(-1)).toBe('Reboot');
    const told = (await gateway.sync()).conditions.map(({ type, reason }) => `${type} ${reason}`);
    expect(told).toEqual(['Reconciling Rebooting', 'RebootPending RebootNeeded']);
    // It did not help.
    await session(['1 BOOT', 'M Reboot']);
    await session();
    const reboots = cpe.executed.filter(({ method }) => method === 'Reboot').length;
    expect(reboots).toBe(1);
  });
});

describe('rows', () => {
  const web = { ExternalPort: '443', Enable: '1' };
  const table = (rows: Record<string, typeof web>, more = {}) =>
    entries({ table: TABLE, keys: ['ExternalPort'], rows, ...more });

  test('are added once, and deleted when they are declared no more', async () => {
    await gateway.publishProfile('residential', table({ web }));
    await firstContact();
    expect(cpe.rows(TABLE)).toEqual([1]);
    expect(value(`${TABLE}1.ExternalPort`)).toBe('443');
    await session();
    expect((await gateway.sync()).rows).toEqual({ [`${TABLE}/web`]: { instance: 1, owned: true } });
    await gateway.publishProfile('residential', table({}));
    await session();
    expect(cpe.rows(TABLE)).toEqual([]);
    expect(await held()).toEqual(['InSync']);
  });

  test('that somebody else has made stay', async () => {
    cpe.values.set(`${TABLE}9.ExternalPort`, { name: `${TABLE}9.ExternalPort`, value: '80', type: 'string' });
    await gateway.publishProfile('residential', table({ web }));
    await firstContact();
    expect(cpe.rows(TABLE).toSorted()).toEqual([1, 9]);
  });

  test('come back after a factory reset, under whatever numbers', async () => {
    await gateway.publishProfile('residential', table({ web }));
    await firstContact();
    await session();
    cpe.values.delete(`${TABLE}1.ExternalPort`);
    cpe.values.delete(`${TABLE}1.Enable`);
    cpe.parameterKey = '';
    await firstContact();
    expect(gateway.errors).toEqual([]);
    expect(cpe.rows(TABLE)).toEqual([2]);
    expect(await held()).toEqual(['InSync']);
  });
});

describe('secrets', () => {
  async function putSecret(text: string) {
    const { Vault } = await import('#libs/platform');
    const vault = new Vault([{ id: 'k1', key: Buffer.alloc(32, 7) }]);
    const sealed = { ...vault.seal(text, ID, 'wifi'), changedAt: '2026-01-01T00:00:00.000Z' };
    await gateway.adapters.secretStore.put(ID, { wifi: sealed });
    await gateway.adapters.settledMarks.clear(ID);
  }

  test('are set once, again when they change, and are nowhere else', async () => {
    await gateway.publishProfile('residential', entries({ path: KEY, value: SECRET }));
    await putSecret('planted-one');
    await firstContact();
    expect(value(KEY)).toBe('planted-one');
    expect(await held()).toEqual(['InSync']);
    await session();
    const sets = () => cpe.executed.filter(({ method }) => method === 'SetParameterValues').length;
    expect(sets()).toBe(1);
    await putSecret('planted-two');
    await session();
    expect(value(KEY)).toBe('planted-two');
    expect(sets()).toBe(2);
    const kept = JSON.stringify([await gateway.device(), await gateway.commands(), gateway.events]);
    expect(kept).not.toContain('planted');
  });

  test('that are not there are told by name', async () => {
    await gateway.publishProfile('residential', entries({ path: KEY, value: SECRET }));
    await firstContact();
    expect(await held()).toEqual(['Degraded']);
    expect((await gateway.sync()).findings[0]?.detail).toMatch(/secrets\.wifi is not set/);
  });
});

describe('a plan that is not gone on with', () => {
  const web = { ExternalPort: '443', Enable: '1' };
  const declared = entries({ path: SSID, value: 'home' }, { table: TABLE, keys: ['ExternalPort'], rows: { web } });

  /** Breaks off when an RPC of the method is to be answered for the nth time. */
  async function brokenSession(method: string, nth = 1) {
    const parameters = [{ name: VERSION, value: '1.0', type: 'string' as const }];
    const visit = await gateway.inform({ events: ['2 PERIODIC'], parameters });
    let left = nth;
    for (let rpc = await visit.next(); rpc !== undefined; rpc = await visit.next()) {
      const answer = cpe.answer(rpc.request);
      if (rpc.request.method === method && --left === 0) break;
      await visit.answer(answer);
    }
    await visit.end('timeout');
  }

  test.each(['AddObject', 'GetParameterValues', 'SetParameterValues'])(
    'because the CPE fell silent at %s, leaves no row behind, and what is wanted is done in the next session',
    async (method) => {
      await firstContact();
      await gateway.publishProfile('residential', declared);
      await brokenSession(method);
      await session();
      await session();
      expect(cpe.rows(TABLE)).toEqual([1]);
      expect([value(SSID), value(`${TABLE}1.ExternalPort`)]).toEqual(['home', '443']);
      expect((await gateway.sync()).rows).toEqual({ [`${TABLE}/web`]: { instance: 1, owned: true } });
      expect(await held()).toEqual(['InSync']);
    },
  );

  test('is not carried out once something else is so', async () => {
    await firstContact();
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }, { path: CHANNEL, value: '6' }));
    await brokenSession('SetParameterValues');
    const tried = cpe.executed.length;
    cpe.values.set(CHANNEL, { name: CHANNEL, value: '6', type: 'string' });
    await session(['4 VALUE CHANGE'], { [CHANNEL]: '6', [SSID]: 'home' });
    expect(cpe.executed.slice(tried).map(({ method }) => method)).not.toContain('SetParameterValues');
    expect(await held()).toEqual(['InSync']);
  });

  test('because the CPE falls silent whenever it is set: it is unreachable, and left alone', async () => {
    await firstContact();
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }));
    for (let n = 0; n < 3; n++) await brokenSession('SetParameterValues');
    expect(await held()).toEqual(['Drifted', 'Unreachable']);
    const sets = () => cpe.executed.filter(({ method }) => method === 'SetParameterValues').length;
    const tried = sets();
    await session();
    expect(sets()).toBe(tried);
    gateway.clock.advance(HOUR_MS);
    await session();
    expect(sets()).toBe(tried + 1);
    expect(await held()).toEqual(['InSync']);
  });

  test('by the same plan three times: it is parked, until somebody asks', async () => {
    await firstContact();
    await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }));
    for (let failure = 0; failure < 3; failure++) {
      for (let n = 0; n < 3; n++) await brokenSession('SetParameterValues');
      gateway.clock.advance(HOUR_MS);
    }
    expect((await gateway.sync()).backOff).toMatchObject({ reason: 'Parked', failures: 3 });
    expect(await held()).toEqual(['Degraded', 'Drifted']);
    gateway.clock.advance(6 * HOUR_MS);
    expect((await session()).methods).toEqual([]);
    await gateway.publish('asked', 'reconcile.requested', {});
    await session();
    expect(await held()).toEqual(['InSync']);
  });
});

describe('a secret whose key is gone', () => {
  test('counts as not there: nothing is sent, nothing is retried for ever', async () => {
    await gateway.publishProfile('residential', entries({ path: KEY, value: SECRET }, { path: CHANNEL, value: '6' }));
    const { Vault } = await import('#libs/platform');
    const other = new Vault([{ id: 'k0', key: Buffer.alloc(32, 1) }]);
    const sealed = { ...other.seal('planted', ID, 'wifi'), changedAt: '2026-01-01T00:00:00.000Z' };
    await gateway.adapters.secretStore.put(ID, { wifi: sealed });
    await firstContact();
    expect([value(KEY), value(CHANNEL)]).toEqual(['', '6']);
    expect(await held()).toEqual(['Degraded']);
    expect(gateway.errors).toEqual([]);
  });
});

test('every event handled twice changes nothing', async () => {
  await gateway.close();
  await begin({ twice: true });
  await gateway.publishProfile('residential', entries({ path: SSID, value: 'home' }, { path: CHANNEL, value: '6' }));
  cpe.ignores.add(CHANNEL);
  await firstContact();
  expect(value(SSID)).toBe('home');
  const plans = (await gateway.commands()).filter(({ spec }) => spec.kind === 'reconcile');
  expect(plans).toHaveLength(1);
});
