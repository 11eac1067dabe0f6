import { acsForTests } from '../harness/acs-for-tests.ts';
import { infoList, response } from '../harness/scripted-cpe/envelopes.ts';
import { PORT_MAPPINGS } from '../harness/scripted-cpe/factory-settings.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const { api, knownCpe } = acsForTests();

const ADD = { kind: 'add', objectName: PORT_MAPPINGS, values: [{ name: 'Description', value: 'game' }] } as const;

conformance([58], 'a row whose AddObject was done, but not answered, is found and adopted', async () => {
  const cpe = await knownCpe('ROW_58A');
  cpe.tree.addRow(PORT_MAPPINGS);
  const { id } = await api.queue(cpe.deviceId, ADD);
  await runSession(cpe, ({ method }, execute) => {
    const answer = execute();
    return method === 'AddObject' ? undefined : answer;
  });
  expect(cpe.tree.rowsOf(PORT_MAPPINGS)).toEqual([1, 2]);
  const rpcs = await runSession(cpe);
  expect([rpcs[0]?.request.method, rpcs[0]?.request.text('ParameterPath')]).toEqual([
    'GetParameterNames',
    PORT_MAPPINGS,
  ]);
  expect(methodsIn(rpcs)).not.toContain('AddObject');
  expect(await api.finished(id)).toMatchObject({ state: 'completed', outcome: { result: { instanceNumber: 2 } } });
  expect(cpe.executions('AddObject')).toBe(1);
  expect(cpe.tree.rowsOf(PORT_MAPPINGS)).toEqual([1, 2]);
  expect(cpe.tree.leaves.get(`${PORT_MAPPINGS}2.Description`)?.value).toBe('game');
  expect(cpe.tree.leaves.get(`${PORT_MAPPINGS}1.Description`)?.value).toBe('');
});

conformance([58], 'a row whose AddObject was lost on the way is added once', async () => {
  const cpe = await knownCpe('ROW_58B');
  const { id } = await api.queue(cpe.deviceId, ADD);
  await runSession(cpe, ({ method }, execute) => (method === 'AddObject' ? undefined : execute()));
  expect(cpe.tree.rowsOf(PORT_MAPPINGS)).toEqual([]);
  const methods = methodsIn(await runSession(cpe));
  expect(methods.slice(0, 2)).toEqual(['GetParameterNames', 'AddObject']);
  expect(await api.finished(id)).toMatchObject({ state: 'completed', outcome: { result: { instanceNumber: 1 } } });
  expect(cpe.tree.rowsOf(PORT_MAPPINGS)).toEqual([1]);
});

conformance([59], 'the number of a new row is the one the CPE gave', async () => {
  const cpe = await knownCpe('ROW_59');
  const { id } = await api.queue(cpe.deviceId, ADD);
  const row = `${PORT_MAPPINGS}42.`;
  const rpcs = await runSession(cpe, ({ method }, execute) => {
    if (method !== 'AddObject') return execute();
    cpe.tree.addRow(PORT_MAPPINGS, 42);
    return response(method, '<InstanceNumber>42</InstanceNumber><Status>1</Status>');
  });
  const set = rpcs.find(({ request }) => request.method === 'SetParameterValues');
  expect(set?.request.texts('Name')).toEqual([`${row}Description`]);
  expect(await api.finished(id)).toMatchObject({
    state: 'completed',
    outcome: { result: { instanceNumber: 42, status: 1 } },
  });
  expect((await api.parameters(cpe.deviceId, row)).map(({ path }) => path)).toContain(`${row}Description`);
  expect(await api.value(cpe.deviceId, `${row}Description`)).toBe('game');
  expect((await api.device(cpe.deviceId)).rebootPending).toBe(true);
});

conformance([60], 'deleting a row that is not there is done', async () => {
  const cpe = await knownCpe('ROW_60');
  const { id } = await api.queue(cpe.deviceId, { kind: 'delete', objectName: `${PORT_MAPPINGS}7.` });
  const rpcs = await runSession(cpe);
  expect(methodsIn(rpcs)).toEqual(['DeleteObject']);
  expect(rpcs[0]?.answer).toContain('9005');
  expect((await api.finished(id)).state).toBe('completed');
});

conformance([62], 'the rows of a table are known, each with whether it can be deleted', async () => {
  const cpe = await knownCpe('ROW_62');
  const request = { method: 'GetParameterNames', parameterPath: PORT_MAPPINGS, nextLevel: true };
  const { id } = await api.queue(cpe.deviceId, { kind: 'rpc', request });
  const rpcs = await runSession(cpe, ({ method }) =>
    response(
      method,
      infoList([
        [`${PORT_MAPPINGS}3.`, true],
        [`${PORT_MAPPINGS}8.`, false],
      ]),
    ),
  );
  expect(rpcs[0]?.request.text('ParameterPath')).toBe(PORT_MAPPINGS);
  expect(rpcs[0]?.request.text('NextLevel')).toMatch(/^(?:1|true)$/);
  expect((await api.finished(id)).state).toBe('completed');
  const rows = (await api.parameters(cpe.deviceId, PORT_MAPPINGS)).filter(({ path }) => path !== PORT_MAPPINGS);
  expect(rows).toEqual([
    { path: `${PORT_MAPPINGS}3.`, writable: true },
    { path: `${PORT_MAPPINGS}8.`, writable: false },
  ]);
});
