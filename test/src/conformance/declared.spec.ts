import { deviceIdOf } from '#libs/domain';
import { Cpe, runSession as runFullSession } from '#libs/testing/cpe';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { fault, response } from '../harness/scripted-cpe/envelopes.ts';
import { PORT_MAPPINGS } from '../harness/scripted-cpe/factory-settings.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const PROVISIONING_CODE = 'Device.DeviceInfo.ProvisioningCode';
const INTERVAL = 'Device.ManagementServer.PeriodicInformInterval';
const OFFSET = 'Device.Time.Offset';
const CR_USERNAME = 'Device.ManagementServer.ConnectionRequestUsername';
const CR_PASSWORD = 'Device.ManagementServer.ConnectionRequestPassword';
const WEB = { table: PORT_MAPPINGS, keys: ['Description'], rows: { web: { Description: 'web', Enable: true } } };

const { acs, api, knownCpe, newCpe } = acsForTests();

/** Puts a profile in force that is for one device only. */
function declareFor(serialNumber: string, ...entries: readonly object[]): Promise<number> {
  const selector = { 'identity.serialNumber': serialNumber };
  return api.publish(serialNumber.toLowerCase(), { priority: 100, selector, entries });
}

async function conditionsOf(cpe: SmallCpe): Promise<readonly string[]> {
  return (await api.sync(cpe.deviceId)).conditions.map(({ type }) => type);
}

function setsIn(rpcs: Awaited<ReturnType<typeof runSession>>): readonly (readonly string[])[] {
  return rpcs
    .filter(({ request }) => request.method === 'SetParameterValues')
    .map(({ request }) => request.texts('Name'));
}

conformance([53], 'of what is declared, only what was refused by name is left out, and told', async () => {
  const cpe = await knownCpe('DECL_53');
  const refused = [PROVISIONING_CODE, INTERVAL];
  await declareFor(
    'DECL_53',
    { path: PROVISIONING_CODE, value: 'x' },
    { path: INTERVAL, value: 9 },
    { path: OFFSET, value: 5 },
  );
  const rpcs = await runSession(cpe, (request, execute) => {
    const names = request.method === 'SetParameterValues' ? request.texts('Name') : [];
    const faults = names.filter((name) => refused.includes(name)).map((name) => [name, 9007, 'Too "odd"'] as const);
    return faults.length > 0 ? fault(9003, 'Invalid arguments', faults) : execute();
  });
  expect(setsIn(rpcs).map((names) => names.toSorted())).toEqual([[PROVISIONING_CODE, INTERVAL, OFFSET], [OFFSET]]);
  expect(await conditionsOf(cpe)).toEqual(['Degraded']);
  const { findings } = await api.sync(cpe.deviceId);
  expect(findings.map(({ subject, detail }) => [subject, detail.includes('9007 Too "odd"')]).toSorted()).toEqual(
    refused.map((path) => [path, true]),
  );
  expect(cpe.tree.leaves.get(OFFSET)?.value).toBe('5');
  expect(await api.value(cpe.deviceId, PROVISIONING_CODE)).toBe('');
});

conformance([54], 'what is declared and accepted with Status 1 waits for a boot, and is not sent again', async () => {
  const cpe = await knownCpe('DECL_54');
  await declareFor('DECL_54', { path: PROVISIONING_CODE, value: 'later' }, { path: INTERVAL, value: 600 });
  const late = () => {
    for (const [name, value] of [
      [PROVISIONING_CODE, 'later'],
      [INTERVAL, '600'],
    ] as const) {
      const leaf = cpe.tree.leaves.get(name);
      if (leaf) leaf.value = value;
    }
  };
  const rpcs = await runSession(cpe, ({ method }, execute) =>
    method === 'SetParameterValues' ? response(method, '<Status>1</Status>') : execute(),
  );
  expect(setsIn(rpcs)).toHaveLength(1);
  expect(methodsIn(rpcs)).not.toContain('Reboot');
  expect(await conditionsOf(cpe)).toEqual(['RebootPending']);
  expect(setsIn(await runSession(cpe))).toEqual([]);
  late();
  cpe.events = [['1 BOOT']];
  expect(setsIn(await runSession(cpe))).toEqual([]);
  expect(await conditionsOf(cpe)).toEqual(['InSync']);
});

conformance([58], 'a declared row whose AddObject was not answered is found and filled in', async () => {
  const cpe = await knownCpe('DECL_58');
  await declareFor('DECL_58', WEB);
  await runSession(cpe, ({ method }, execute) => {
    const answer = execute();
    return method === 'AddObject' ? undefined : answer;
  });
  expect(cpe.tree.rowsOf(PORT_MAPPINGS)).toEqual([1]);
  const [first] = await runSession(cpe);
  expect([first?.request.method, first?.request.text('ParameterPath')]).toEqual(['GetParameterNames', PORT_MAPPINGS]);
  expect(cpe.executions('AddObject')).toBe(1);
  expect(cpe.tree.leaves.get(`${PORT_MAPPINGS}1.Description`)?.value).toBe('web');
  expect(await conditionsOf(cpe)).toEqual(['InSync']);
});

conformance([59], 'a declared row is the one whose number the CPE gave', async () => {
  const cpe = await knownCpe('DECL_59');
  await declareFor('DECL_59', WEB);
  const rpcs = await runSession(cpe, ({ method }, execute) => {
    if (method !== 'AddObject') return execute();
    cpe.tree.addRow(PORT_MAPPINGS, 42);
    return response(method, '<InstanceNumber>42</InstanceNumber><Status>0</Status>');
  });
  expect(setsIn(rpcs)).toEqual([[`${PORT_MAPPINGS}42.Description`, `${PORT_MAPPINGS}42.Enable`]]);
  expect(await conditionsOf(cpe)).toEqual(['InSync']);
  expect((await api.sync(cpe.deviceId)).rows).toEqual([
    expect.objectContaining({ row: `${PORT_MAPPINGS}/web`, instance: 42, owned: true }),
  ]);
});

/** A CPE that is expected, with a password for connection requests that it does not show. */
async function withCredentials(serialNumber: string): Promise<SmallCpe> {
  const cpe = newCpe(serialNumber);
  for (const path of [CR_USERNAME, CR_PASSWORD]) cpe.tree.put(path, '');
  await api.declare(cpe.deviceId, { secrets: { connectionRequest: 'knock-knock' } });
  await declareFor(
    serialNumber,
    { capability: 'managementServer.connectionRequest.username', value: 'acs' },
    { capability: 'managementServer.connectionRequest.password', value: `\${secrets.connectionRequest}` },
  );
  return cpe;
}

const credentialsOf = ({ tree }: SmallCpe) => [CR_USERNAME, CR_PASSWORD].map((path) => tree.leaves.get(path)?.value);

conformance([63], 'a password that reads as nothing is neither overwritten nor sent again', async () => {
  const cpe = await withCredentials('DECL_63');
  await runSession(cpe);
  expect(credentialsOf(cpe)).toEqual(['acs', 'knock-knock']);
  expect(await conditionsOf(cpe)).toEqual(['InSync']);
  const { id } = await api.queue(cpe.deviceId, { kind: 'get', paths: [CR_PASSWORD, CR_USERNAME] });
  const rpcs = await runSession(cpe);
  expect((await api.finished(id)).state).toBe('completed');
  const read = rpcs.find(({ request }) => request.method === 'GetParameterValues');
  expect(read?.answer).toContain(CR_PASSWORD);
  expect(read?.answer).not.toContain('knock-knock');
  cpe.events = [['1 BOOT']];
  expect(setsIn([...rpcs, ...(await runSession(cpe))])).toEqual([]);
  expect(await conditionsOf(cpe)).toEqual(['InSync']);
  const { secrets } = await api.request<{ secrets: readonly object[] }>(
    'GET',
    `/devices/${encodeURIComponent(cpe.deviceId)}/secrets`,
  );
  expect(secrets).toEqual([expect.objectContaining({ name: 'connectionRequest', version: 1 })]);
});

conformance(
  [75],
  'after a factory reset the declared credentials for connection requests are there again',
  async () => {
    const cpe = await withCredentials('DECL_75');
    await runSession(cpe);
    await runSession(cpe);
    const { id } = await api.queue(cpe.deviceId, { kind: 'factoryReset' });
    expect(methodsIn(await runSession(cpe))).toEqual(['FactoryReset']);
    for (const path of [CR_USERNAME, CR_PASSWORD]) cpe.tree.put(path, '');
    await runSession(cpe);
    expect((await api.finished(id)).state).toBe('completed');
    expect(credentialsOf(cpe)).toEqual(['acs', 'knock-knock']);
    expect(await conditionsOf(cpe)).toEqual(['InSync']);
  },
);

conformance([102], 'one capability is set at other paths on other data models, and is so on all', async () => {
  const models = {
    tr098: 'InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.SSID',
    tr181: 'Device.WiFi.SSID.1.SSID',
  } as const;
  const selector = { 'attributes.home': 'ssid' };
  await api.publish('ssid', { priority: 100, selector, entries: [{ capability: 'wifi.2g.ssid', value: 'Casa' }] });
  for (const model of ['tr098', 'tr181'] as const) {
    const cpe = new Cpe({ model, identity: { serialNumber: 'DECL_102' } });
    const id = deviceIdOf(cpe.identity) ?? '';
    await api.declare(id, { attributes: { home: 'ssid' } });
    const { rpcs, violations } = await runFullSession(cpe, { url: acs().cwmpUrl });
    expect(violations).toEqual([]);
    const set = rpcs.flatMap((rpc) => (rpc.method === 'SetParameterValues' ? rpc.parameterList : []));
    expect(set).toEqual([{ name: models[model], value: 'Casa', type: 'string' }]);
    expect(cpe.tree.value(models[model])).toBe('Casa');
    const { conditions, findings } = await api.sync(id);
    expect([conditions.map(({ type }) => type), findings]).toEqual([['InSync'], []]);
    expect(await api.value(id, models[model])).toBe('Casa');
  }
});
