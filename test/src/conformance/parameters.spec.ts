import { acsForTests } from '../harness/acs-for-tests.ts';
import type { AcsMessage } from '../harness/scripted-cpe/acs-message.ts';
import { fault, response } from '../harness/scripted-cpe/envelopes.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const PROVISIONING_CODE = 'Device.DeviceInfo.ProvisioningCode';
const INTERVAL = 'Device.ManagementServer.PeriodicInformInterval';
const ENABLE = 'Device.ManagementServer.PeriodicInformEnable';
const TIME = 'Device.ManagementServer.PeriodicInformTime';
const OFFSET = 'Device.Time.Offset';
const VERSION = 'Device.DeviceInfo.SoftwareVersion';

const { api, knownCpe, newCpe } = acsForTests();

function set(values: Readonly<Record<string, string>>) {
  return { kind: 'set', values: Object.entries(values).map(([name, value]) => ({ name, value })) };
}

/** The `xsi:type` of a parameter in a SetParameterValues, without its prefix. */
function typeOf({ xml }: AcsMessage, name: string): string | undefined {
  return new RegExp(`<Name>${name.replaceAll('.', '\\.')}</Name>\\s*<Value xsi:type="xsd:(\\w+)"`).exec(xml)?.[1];
}

conformance(
  [53],
  'a refused SetParameterValues shows what was wrong with each parameter, and changes nothing',
  async () => {
    const cpe = await knownCpe('PARAM_53');
    const { id } = await api.queue(cpe.deviceId, set({ [PROVISIONING_CODE]: 'x', [INTERVAL]: '9', [OFFSET]: '5' }));
    await runSession(cpe, ({ method }, execute) => {
      if (method !== 'SetParameterValues') return execute();
      return fault(9003, 'Invalid arguments', [
        [PROVISIONING_CODE, 9008, 'Not writable'],
        [INTERVAL, 9007, 'Too <small> & short'],
        [OFFSET, 9001, 'Denied'],
      ]);
    });
    expect(await api.finished(id)).toMatchObject({
      state: 'failed',
      outcome: {
        reason: 'cpe_fault',
        fault: {
          faultCode: 9003,
          parameterFaults: [
            { parameterName: PROVISIONING_CODE, faultCode: 9008, faultString: 'Not writable' },
            { parameterName: INTERVAL, faultCode: 9007, faultString: 'Too <small> & short' },
            { parameterName: OFFSET, faultCode: 9001, faultString: 'Denied' },
          ],
        },
      },
    });
    expect(await api.value(cpe.deviceId, PROVISIONING_CODE)).toBe('');
    expect(await api.value(cpe.deviceId, INTERVAL)).toBe('3600');
    expect(await api.value(cpe.deviceId, OFFSET)).toBe('-5');
  },
);

conformance([54], 'values that are applied only after a reboot are not sent again', async () => {
  const cpe = await knownCpe('PARAM_54');
  const { id } = await api.queue(cpe.deviceId, set({ [PROVISIONING_CODE]: 'later', [INTERVAL]: '600' }));
  const rpcs = await runSession(cpe, ({ method }, execute) =>
    method === 'SetParameterValues' ? response(method, '<Status>1</Status>') : execute(),
  );
  expect(methodsIn(rpcs).filter((method) => method === 'SetParameterValues')).toHaveLength(1);
  expect(await api.finished(id)).toMatchObject({ state: 'completed', outcome: { result: { status: 1 } } });
  expect((await api.device(cpe.deviceId)).rebootPending).toBe(true);
  expect(await runSession(cpe)).toEqual([]);
  cpe.events = [['1 BOOT']];
  await runSession(cpe);
  expect((await api.device(cpe.deviceId)).rebootPending).toBe(false);
});

conformance([55], 'a value to set means on the wire what it meant in the API', async () => {
  const cpe = await knownCpe('PARAM_55A');
  const hostile = ` a<b&"c' ]]> <!-- &amp; é 日本\ttab `;
  const { id } = await api.queue(cpe.deviceId, set({ [PROVISIONING_CODE]: hostile, [INTERVAL]: '600' }));
  const rpcs = await runSession(cpe);
  const request = rpcs.find((rpc) => rpc.request.method === 'SetParameterValues')?.request;
  expect(request?.texts('Name')).toEqual([PROVISIONING_CODE, INTERVAL]);
  expect(request?.texts('Value')).toEqual([hostile, '600']);
  expect(request?.xml).toMatch(/arrayType="cwmp:ParameterValueStruct\[2\]"/);
  expect((await api.finished(id)).state).toBe('completed');
  expect(cpe.tree.leaves.get(PROVISIONING_CODE)?.value).toBe(hostile);
  expect(await api.value(cpe.deviceId, PROVISIONING_CODE)).toBe(hostile);
});

conformance([55], 'a CPE with markup in its parameter names is asked for them in well-formed XML', async () => {
  const cpe = newCpe('PARAM_55B', { productClass: 'Odd' });
  const names = ['Device.X_ACME.a<b>&"c d"', "Device.X_ACME.[e] 'f'"];
  for (const name of names) cpe.tree.put(name, 'odd');
  // Whole objects are refused, so that each parameter has to be named.
  const rpcs = await runSession(cpe, (request, execute) => {
    const isWhole =
      request.method === 'GetParameterValues' && request.texts('string').some((path) => path.endsWith('.'));
    return isWhole ? fault(9004, 'Resources exceeded') : execute();
  });
  const asked = rpcs.filter(({ request }) => request.method === 'GetParameterValues').map(({ request }) => request);
  for (const request of asked) {
    expect(request.xml).toContain(`arrayType="xsd:string[${request.texts('string').length}]"`);
  }
  expect(asked.flatMap((request) => request.texts('string'))).toEqual(expect.arrayContaining(names));
  const known = await api.parameters(cpe.deviceId, 'Device.X_ACME.');
  expect(
    known
      .filter(({ value }) => value === 'odd')
      .map(({ path }) => path)
      .sort(),
  ).toEqual([...names].sort());
});

conformance([56], 'a value without a type is sent with the one the CPE reported', async () => {
  const cpe = await knownCpe('PARAM_56');
  const values = {
    [ENABLE]: '0',
    [OFFSET]: '60',
    [TIME]: '2026-06-01T03:00:00Z',
    [INTERVAL]: '900',
    [PROVISIONING_CODE]: 'p',
  };
  const { id } = await api.queue(cpe.deviceId, set(values));
  const rpcs = await runSession(cpe);
  const request = rpcs.find((rpc) => rpc.request.method === 'SetParameterValues')?.request;
  const types = Object.keys(values).map((name) => request && typeOf(request, name));
  expect(types).toEqual(['boolean', 'int', 'dateTime', 'unsignedInt', 'string']);
  expect((await api.finished(id)).state).toBe('completed');
  expect(cpe.tree.leaves.get(OFFSET)?.value).toBe('60');
});

conformance([56], 'a type that was never reported is read before the value is set', async () => {
  const cpe = await knownCpe('PARAM_56B');
  cpe.tree.put('Device.X_ACME.Level', '1', 'unsignedLong');
  const { id } = await api.queue(cpe.deviceId, set({ 'Device.X_ACME.Level': '7' }));
  const rpcs = await runSession(cpe);
  expect(methodsIn(rpcs).slice(0, 2)).toEqual(['GetParameterValues', 'SetParameterValues']);
  expect(rpcs[1] && typeOf(rpcs[1].request, 'Device.X_ACME.Level')).toBe('unsignedLong');
  expect((await api.finished(id)).state).toBe('completed');
});

conformance([57], 'a name that is given twice is refused before anything is sent', async () => {
  const cpe = await knownCpe('PARAM_57');
  const twice = ['a', 'b'].map((value) => ({ name: PROVISIONING_CODE, value, type: 'string' }));
  const raw = { method: 'SetParameterValues', parameterList: twice };
  for (const command of [
    { kind: 'set', values: twice },
    { kind: 'rpc', request: raw },
  ]) {
    await expect(api.queue(cpe.deviceId, command)).rejects.toThrow(/422.*ProvisioningCode is given twice/);
  }
  expect(await runSession(cpe)).toEqual([]);
  expect(cpe.tree.leaves.get(PROVISIONING_CODE)?.value).toBe('');
});

conformance([61], 'a root object that the Inform does not tell is asked for', async () => {
  const cpe = newCpe('PARAM_61');
  cpe.informed = [];
  const rpcs = await runSession(cpe);
  const lists = rpcs.filter(({ request }) => request.method === 'GetParameterNames').map(({ request }) => request);
  expect(lists[0]?.text('ParameterPath')).toBe('');
  expect(lists[0]?.text('NextLevel')).toMatch(/^(?:1|true)$/);
  const { dataModel, discovery } = await api.device(cpe.deviceId);
  expect(discovery.state).toBe('complete');
  expect(dataModel.root).toBe('Device.');
  expect(await api.value(cpe.deviceId, VERSION)).toBe('1.0.0');
});

/** Refuses to be asked for more than two things at once. */
function narrow(request: AcsMessage, execute: () => string): string {
  const isTooMuch = request.method === 'GetParameterValues' && request.texts('string').length > 2;
  return isTooMuch ? fault(9004, 'Resources exceeded') : execute();
}

conformance([64], 'a read that is too much for the CPE is split until it is not', async () => {
  const cpe = await knownCpe('PARAM_64');
  const paths = [PROVISIONING_CODE, INTERVAL, ENABLE, TIME, OFFSET];
  const { id } = await api.queue(cpe.deviceId, { kind: 'get', paths });
  await runSession(cpe, narrow);
  const { outcome } = await api.finished(id);
  if (outcome?.status !== 'completed') throw new Error(`it ended as ${outcome?.status}`);
  expect(outcome.result.values?.map(({ name }) => name).sort()).toEqual([...paths].sort());
  expect(outcome.result).not.toHaveProperty('unreadable');
});

conformance([64], 'a discovery that is refused object by object still learns every value', async () => {
  const cpe = newCpe('PARAM_64B', { productClass: 'Narrow' });
  const rpcs = await runSession(cpe, (request, execute) => {
    const isWhole = request.method === 'GetParameterValues' && request.texts('string').includes('Device.');
    return isWhole ? fault(9004, 'Resources exceeded') : narrow(request, execute);
  });
  expect(rpcs.some(({ answer }) => answer?.includes('9004'))).toBe(true);
  const { discovery } = await api.device(cpe.deviceId);
  expect(discovery.state).toBe('complete');
  const known = await api.parameters(cpe.deviceId, 'Device.');
  const values = known.filter(({ path }) => !path.endsWith('.')).map(({ path, value }) => [path, value]);
  expect(values.sort()).toEqual([...cpe.tree.leaves].map(([name, { value }]) => [name, value]).sort());
});

conformance([65], 'attributes that are not to be changed are still there on the wire', async () => {
  const cpe = await knownCpe('PARAM_65');
  const attributes = [
    { name: VERSION, notificationChange: false, notification: 0, accessListChange: true, accessList: ['Subscriber'] },
    { name: OFFSET, notificationChange: true, notification: 1, accessListChange: false, accessList: [] },
  ];
  const { id } = await api.queue(cpe.deviceId, { kind: 'setAttributes', attributes });
  const [rpc] = await runSession(cpe);
  expect(rpc?.request.method).toBe('SetParameterAttributes');
  expect(rpc?.request.texts('Name')).toEqual([VERSION, OFFSET]);
  expect(rpc?.request.texts('NotificationChange').map((flag) => /^(?:1|true)$/.test(flag))).toEqual([false, true]);
  expect(rpc?.request.texts('Notification')).toEqual(['0', '1']);
  expect(rpc?.request.texts('AccessListChange').map((flag) => /^(?:1|true)$/.test(flag))).toEqual([true, false]);
  expect(rpc?.request.texts('string')).toEqual(['Subscriber']);
  expect(rpc?.request.xml).toContain('arrayType="cwmp:SetParameterAttributesStruct[2]"');
  expect(rpc?.request.xml.match(/<AccessList [^>]*arrayType="xsd:string\[\d\]"/g)).toHaveLength(2);
  expect((await api.finished(id)).state).toBe('completed');
});

conformance([66], 'a notification that needs CWMP 1.4 is refused for a CPE of 1.2', async () => {
  const cpe = await knownCpe('PARAM_66');
  const attributes = [
    { name: VERSION, notificationChange: true, notification: 5, accessListChange: false, accessList: [] },
  ];
  const raw = { kind: 'rpc', request: { method: 'SetParameterAttributes', parameterList: attributes } };
  await expect(api.queue(cpe.deviceId, { kind: 'setAttributes', attributes })).rejects.toThrow(/422.*1\.4/);
  await expect(api.queue(cpe.deviceId, raw)).rejects.toThrow(/422.*1\.4/);
  expect(await runSession(cpe)).toEqual([]);
});
