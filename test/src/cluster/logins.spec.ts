import { randomBytes } from 'node:crypto';
import { type MongoStores, openMongoStores } from '#libs/adapters/mongo';
import type { DeviceId } from '#libs/domain';
import { SystemClock } from '#libs/platform';
import { describeWith, freshMongoDatabase, freshTopicPrefix, inDatabase } from '#libs/testing/servers';
import { conformance } from '../conformance/conformance.ts';
import { ApiClient } from '../harness/api-client.ts';
import { curl } from '../harness/curl.ts';
import { digestLogin, informAs, type LoginTry, nonceOf } from '../harness/digest-login.ts';
import { eventually } from '../harness/eventually.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { serve } from '../harness/scripted-cpe/small-cpe-session.ts';
import { type MongoRelay, mongoRelay } from './mongo-relay.ts';
import { type Cluster, PATIENT, startCluster } from './start-cluster.ts';

/** For so long a gateway may go on with a login of which it was not told that it changed. */
const KEPT_MS = 60_000;
const BOTH = [0, 1] as const;

describeWith(['kafka', 'redis', 'mongo'], 'logins at two gateways', ({ kafka, redis, mongo }) => {
  const database = inDatabase(mongo, freshMongoDatabase());
  const open: SmallCpe[] = [];
  let relay: MongoRelay;
  let cluster: Cluster;
  let stores: MongoStores;
  let api: ApiClient;

  beforeAll(async () => {
    relay = await mongoRelay(database);
    cluster = await startCluster({
      servers: { kafka, redis, mongo: relay.url },
      each: { provisioning: 1, 'cwmp-gateway': 2, api: 1 },
      ownClocks: true,
      env: {
        ...PATIENT,
        MUSTER_KAFKA_TOPIC_PREFIX: freshTopicPrefix(),
        MUSTER_KAFKA_PARTITIONS: '6',
        MUSTER_SHUTDOWN_TIMEOUT_MS: '1500',
        MUSTER_SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
        MUSTER_CWMP_LOGIN: 'required',
        MUSTER_GATEWAY_LOGINS_KEPT_MS: String(KEPT_MS),
      },
    });
    stores = await openMongoStores({ url: database, clock: new SystemClock() });
    api = new ApiClient(() => cluster.apis[0]?.httpUrl ?? '');
  }, 120_000);
  afterAll(async () => {
    for (const one of open) one.close();
    await stores?.close();
    await cluster?.stop();
    relay?.stop();
  }, 60_000);

  /** A device with a login of its own; `at` says to which gateway its next connection goes. */
  async function box(serialNumber: string) {
    let gateway = 0;
    const cpe = new SmallCpe(() => `http://127.0.0.1:${cluster.gateways[gateway]?.cwmpPort}/`, serialNumber);
    open.push(cpe);
    const login: LoginTry = { username: cpe.deviceId, password: `of ${serialNumber}` };
    await api.request('PATCH', `/devices/${cpe.deviceId}/access`, { login: { password: login.password } });
    const at = (number: number) => {
      gateway = number;
      cpe.reconnect();
      return cpe;
    };
    /** The status of an Inform with that login. */
    const call = async (number: number, with_: LoginTry = login) =>
      (await informAs(at(number), body(cpe), with_)).status;
    return { cpe, login, at, call };
  }

  const body = (cpe: SmallCpe) => inform(cpe.identity, { events: ['1 BOOT'] });

  test('a challenge of one is answered at the other, and the same answer is worth nothing at the first', async () => {
    const { cpe, login, at } = await box('NONCE1');
    const said = { Authorization: digestLogin(nonceOf(await at(0).post(body(cpe))), login) };
    expect((await at(1).post(body(cpe), said)).status).toBe(200);
    for (const gateway of BOTH) {
      const again = await at(gateway).post(body(cpe), said);
      expect([again.status, again.headers['www-authenticate']]).toEqual([401, expect.stringContaining('stale=true')]);
    }
  });

  test('a session goes on at the other, for who logs in there again, and not for the cookie alone', async () => {
    const { cpe, login, at, call } = await box('MOVES1');
    expect(await call(0)).toBe(200);
    const asked = await at(1).post('');
    const said = { Authorization: digestLogin(nonceOf(asked), login) };
    // Asked by the one, answered at the other.
    const rpc = await at(0).post('', said);
    expect(rpc.rpc?.method).toBe('GetRPCMethods');
    expect((await at(1).post('', said)).status).toBe(401);
    cpe.close();
  });

  test('a new login is good at both as soon as it is sent, the old one until the new one was seen', async () => {
    const { cpe, login, at, call } = await box('NEXT1');
    for (const name of ['Username', 'Password']) cpe.tree.put(`Device.ManagementServer.${name}`, '');
    expect(await call(0)).toBe(200);
    await serve(cpe, await cpe.post(''));
    await api.request('POST', `/devices/${cpe.deviceId}/access/renew`);
    expect(await call(1)).toBe(200);
    await serve(cpe, await cpe.post(''));
    const password = cpe.tree.leaves.get('Device.ManagementServer.Password')?.value ?? '';
    const next = { username: cpe.deviceId, password };
    expect(await call(0)).toBe(200);
    expect(await call(1, next)).toBe(200);
    for (const gateway of BOTH) {
      await eventually('the old one is refused', async () => {
        const { status, headers } = await informAs(at(gateway), body(cpe), login);
        // Of very many sessions in one second those beyond eight are asked again, whoever they are.
        return status === 401 && !headers['www-authenticate']?.includes('stale=true');
      });
      await eventually('the new one is not', async () => (await call(gateway, next)) === 200);
    }
  });

  test('a login that was changed is refused at both at once, and within its time where nobody was told', async () => {
    const { cpe, login, call } = await box('REVOKED1');
    for (const gateway of BOTH) expect(await call(gateway)).toBe(200);
    const changed = { ...login, password: 'another one' };
    await api.request('PATCH', `/devices/${cpe.deviceId}/access`, { login: { password: changed.password } });
    for (const gateway of BOTH) {
      await eventually('the old one is refused', async () => (await call(gateway)) === 401);
      expect(await call(gateway, changed)).toBe(200);
    }
    await stores.accessStore.remove(cpe.deviceId as DeviceId);
    expect(await call(0, changed)).toBe(200);
    await cluster.putForward(KEPT_MS);
    for (const gateway of BOTH) expect(await call(gateway, changed)).toBe(401);
  });

  test('two boxes with one login, one at each gateway, are told of', async () => {
    const { cpe, login, call } = await box('DOUBLED1');
    expect(await call(0)).toBe(200);
    const url = `http://127.0.0.1:${cluster.gateways[1]?.cwmpPort}/`;
    const elsewhere = ['--interface', '127.0.0.2', '--digest', '-u', `${login.username}:${login.password}`];
    expect((await curl(url, '--data-binary', body(cpe), ...elsewhere)).body).toContain('InformResponse');
    await eventually('it is told', async () => {
      // On its connection nothing was said to it.
      await cpe.post('');
      return (await api.events(cpe.deviceId).catch(() => [])).some(({ type }) => type === 'security.device.doubled');
    });
  });

  conformance(
    [85],
    'while MongoDB is down an Inform is kept in Kafka, or waits, and is looked at afterwards',
    async () => {
      const [known, unknown] = [await box('OUTAGE1'), await box('OUTAGE2')];
      expect(await known.call(0)).toBe(200);
      await eventually('it is registered', async () => (await api.devices({ id: known.cpe.deviceId })).length > 0);
      relay.setDown(true);
      // Its login was never read: nobody is let in unseen.
      const waits = unknown.call(0);
      const said = inform(known.cpe.identity, { events: ['4 VALUE CHANGE'], parameters: [[CODE, 'SAID MEANWHILE']] });
      expect((await informAs(known.cpe, said, known.login)).status).toBe(200);
      relay.setDown(false);
      await eventually('what was said is known', async () => {
        const value = await api.value(known.cpe.deviceId, CODE).catch(() => undefined);
        return value === 'SAID MEANWHILE';
      });
      expect(await waits).toBe(200);
    },
  );
});

const CODE = 'Device.DeviceInfo.ProvisioningCode';
