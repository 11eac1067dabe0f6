import { type ConditionType, type Device, type EventRecord, makePlan, type SyncState } from '#libs/domain';
import { aDevice, pathOf } from './testing/a-device.ts';
import { aFinding, aSyncState } from './testing/a-sync-state.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

const since = '2026-01-02T00:00:00.000Z';
let api: RunningApi;
beforeEach(async () => {
  api = await runApi();
});
afterEach(() => api.stop());

const save = (serial: string, conditions: readonly ConditionType[], change: Partial<Device> = {}) =>
  api.save(
    aDevice(serial, {
      conditions,
      sync: aSyncState({
        conditions: conditions.map((type) => ({ type, reason: 'R', message: 'M.', since })),
        ...(conditions.includes('InSync') ? { findings: [], differing: 0, differingFrom: [] } : {}),
      }),
      ...change,
    }),
  );

describe('the sync of a device', () => {
  test('tells what differs, what was refused, which rows are which, and what is being done', async () => {
    const device = await save('S1', ['Degraded'], {
      sync: aSyncState({
        rows: { 'Device.NAT.PortMapping./web': { instance: 3, owned: true, alias: 'a' } },
        troubles: {
          'Device.A.X': {
            wanted: 'w',
            kind: 'refused',
            at: [since, since],
            fault: { code: 9007, text: 'Invalid value' },
            until: since,
          },
          'Device.A.Y': { wanted: 'w', kind: 'reverted', at: [since], seen: 'z', by: '4 VALUE CHANGE', until: since },
        },
        backOff: { reason: 'NoAnswer', failures: 2, until: since, why: 'The CPE fell silent.' },
        auditDueAt: since,
      }),
    });
    const { body } = await api.call('GET', `${pathOf(device)}/sync`);
    expect(body).toMatchObject({
      lookedAt: true,
      generation: 3,
      generationInForce: 0,
      profiles: ['home@2'],
      conditions: [{ type: 'Degraded', reason: 'Refused', message: 'One value was refused.' }],
      differing: 1,
      findings: [aFinding('Device.WiFi.SSID.1.SSID')],
      backOff: { failures: 2 },
      rows: [{ row: 'Device.NAT.PortMapping./web', instance: 3, owned: true, alias: 'a' }],
    });
    const [refused, reverted] = body.troubles;
    expect(refused).toMatchObject({ path: 'Device.A.X', times: 2, lastAt: since });
    expect(refused.text).toContain('refused Device.A.X 2 times with fault 9007 (Invalid value)');
    expect(reverted.text).toContain('by 4 VALUE CHANGE; it is "z" instead');
    expect(body).not.toHaveProperty('plan');
  });

  test('of one that no profile was for is empty', async () => {
    const device = await api.save(aDevice('S2'));
    const { body } = await api.call('GET', `${pathOf(device)}/sync`);
    expect(body).toMatchObject({ lookedAt: false, profiles: [], conditions: [], findings: [], differing: 0 });
    expect((await api.call('GET', `${pathOf(aDevice('nobody'))}/sync`)).status).toBe(404);
  });

  test('never has a secret in it', async () => {
    const path = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
    const source = { profile: 'home', revision: 2, pointer: '/entries/0' };
    const device = await save('S3', ['Degraded'], {
      sync: aSyncState({
        findings: [aFinding(path, { desired: 'planted-secret', reported: 'planted-secret' })],
        troubles: { [path]: { wanted: 'w', kind: 'ignored', at: [since], seen: 'planted-secret', until: since } },
      }),
    });
    const value = { kind: 'plain', text: 'planted-secret' } as const;
    const set = {
      what: 'value',
      path,
      key: path,
      value,
      writeOnly: true,
      risky: false,
      observed: false,
      seed: false,
      source,
    } as const;
    const plan = makePlan([set, { ...set, path: 'Device.A.X', value: { kind: 'plain', text: 'open' } }], {
      writeBatch: 9,
      readBatch: 9,
      mostDeleted: 1,
      mayReboot: false,
      rebootPending: false,
      generation: 1,
      stamp: 's',
    });
    const { command } = await api.adapters.commandStore.add({
      id: '01KDXQ5T9Q8J7Z6N5M4K3H2G1F',
      deviceId: device.id,
      revision: 0,
      origin: 'system',
      spec: { kind: 'reconcile', plan },
      commandKey: 'k',
      state: 'queued',
      progress: { step: 1 },
      attempts: 0,
      rpcs: 0,
      createdAt: since,
      deadlineAt: '2999-01-01T00:00:00.000Z',
    });
    const { body } = await api.call('GET', `${pathOf(device)}/sync`);
    expect(body.plan).toMatchObject({ commandId: command.id, state: 'queued', step: 1 });
    expect(body.plan.steps[0]).toBe(`Set ${path} = "•••", Device.A.X = "open"`);
    expect(body.findings).toMatchObject([{ desired: '•••', reported: '•••' }]);
    const commands = await api.call('GET', `${pathOf(device)}/commands`);
    const listed = await api.call('GET', '/api/v1/compliance');
    const exported = await api.call('GET', '/api/v1/compliance.csv');
    for (const answer of [body, commands.body, listed.body, exported.body]) {
      expect(JSON.stringify(answer)).not.toContain('planted-secret');
    }
  });
});

test('who wants it tried again is heard', async () => {
  const device = await api.save(aDevice('R1'));
  const told = new Promise<EventRecord>((resolve) => {
    api.adapters.eventBus.subscribe('spec', async (event) => resolve(event));
  });
  expect((await api.call('POST', `${pathOf(device)}/reconcile`)).status).toBe(202);
  expect(await told).toMatchObject({ type: 'reconcile.requested', deviceId: device.id, data: {} });
  expect((await api.call('POST', `${pathOf(aDevice('nobody'))}/reconcile`)).status).toBe(404);
});

describe('the list of devices that are not as declared', () => {
  const serials = async (query: string) => {
    const { body } = await api.call('GET', `/api/v1/compliance?${query}`);
    return body.devices.map(({ deviceId }: { deviceId: string }) => deviceId.slice(deviceId.lastIndexOf('-') + 1));
  };

  beforeEach(async () => {
    await save('C1', ['Degraded', 'RebootPending'], { tags: ['north'] });
    await save('C2', ['InSync']);
    await save('C3', ['Drifted'], {
      softwareVersion: '2.0.0',
      sync: aSyncState({ profiles: ['homely@1', 'vpn@7'], differingFrom: ['homely@1', 'vpn@7'] }),
      attributes: { site: 'a' },
    });
    await api.save(aDevice('C4'));
  });

  test('says which, where, since when and by whom it was declared', async () => {
    const { body } = await api.call('GET', '/api/v1/compliance?count=true');
    expect(body).toMatchObject({ total: 2 });
    expect(body.devices[0]).toMatchObject({
      model: { manufacturer: 'Acme', productClass: 'Sim 181', softwareVersion: '1.0.0' },
      profiles: ['home@2'],
      conditions: [{ type: 'Degraded', since }, { type: 'RebootPending' }],
      findings: [{ subject: 'Device.WiFi.SSID.1.SSID', desired: 'home', reported: 'factory', since }],
    });
  });

  test.each([
    ['', ['C1', 'C3']],
    ['condition=InSync', ['C2']],
    ['condition=InSync,Drifted', ['C2', 'C3']],
    ['profile=home', ['C1']],
    ['profile=home&condition=InSync', ['C2']],
    ['profile=home@2', ['C1']],
    ['profile=home@3', []],
    ['profile=vpn', ['C3']],
    ['tag=north', ['C1']],
    ['softwareVersion=2.0.0&manufacturer=Acme&productClass=Sim%20181', ['C3']],
    [`filter=${encodeURIComponent('{"attributes.site":"a"}')}`, ['C3']],
  ])('is of those that %j asks for', async (query, expected) => {
    expect(await serials(query)).toEqual(expected);
  });

  test('comes in pages', async () => {
    const { body } = await api.call('GET', '/api/v1/compliance?limit=1');
    expect(await serials(`limit=1&cursor=${body.next}`)).toEqual(['C3']);
    expect((await api.call('GET', '/api/v1/compliance?cursor=nonsense')).status).toBe(400);
  });

  test.each(['filter={', 'filter={"no":1}', 'condition=Fine', 'profile=A B', 'limit=1000'])(
    'refuses %s',
    async (query) => {
      expect((await api.call('GET', `/api/v1/compliance?${query}`)).body.code).toBe('invalid_query');
    },
  );

  test('of a profile is of those that differ from what it declares, with its findings only', async () => {
    const other = { profile: 'baseline', revision: 4, pointer: '/entries/0' };
    const ofBaseline = aFinding('Device.UserInterface.RemoteAccess.Enable', { source: other });
    const bothInForce = { profiles: ['baseline@4', 'home@2'] };
    const sync = (change: Partial<SyncState>) => ({ sync: aSyncState({ ...bothInForce, ...change }) });
    await save('D1', ['Degraded'], sync({}));
    const findings = [aFinding('Device.WiFi.SSID.1.SSID'), ofBaseline];
    await save('D2', ['Degraded'], sync({ findings, differing: 2, differingFrom: ['baseline@4', 'home@2'] }));
    const { differingFrom: _, ...old } = aSyncState({ ...bothInForce, findings: [ofBaseline] });
    await save('D3', ['Degraded'], { sync: old });
    expect(await serials('profile=baseline')).toEqual(['D2', 'D3']);
    expect(await serials('profile=home')).toEqual(['C1', 'D1', 'D2', 'D3']);
    const { body } = await api.call('GET', '/api/v1/compliance?profile=baseline');
    expect(body.devices[0].findings).toEqual([ofBaseline]);
    const table = await api.call('GET', '/api/v1/compliance.csv?profile=baseline@4');
    expect(table.body.trim().split('\r\n').slice(1)).toEqual([
      expect.stringContaining(`D2,Acme,Sim 181,1.0.0,baseline@4 home@2,Degraded,${since},2,${ofBaseline.subject},`),
      expect.stringContaining('D3,Acme'),
    ]);
    const summary = await api.call('GET', '/api/v1/compliance/summary');
    expect(summary.body.byProfile).toEqual(
      expect.arrayContaining([
        { profile: 'baseline@4', devices: 3, differing: 2 },
        { profile: 'home@2', devices: 5, differing: 4 },
      ]),
    );
  });

  test('is counted by condition, profile, model and tag', async () => {
    const { body } = await api.call('GET', '/api/v1/compliance/summary');
    expect(body).toMatchObject({
      devices: 4,
      differing: 2,
      notLookedAt: 1,
      others: { byProfile: 0, byModel: 0, byTag: 0 },
    });
    expect(body.byCondition).toEqual(
      expect.arrayContaining([
        { condition: 'InSync', devices: 1 },
        { condition: 'Degraded', devices: 1 },
        { condition: 'Unreachable', devices: 0 },
      ]),
    );
    expect(body.byProfile).toEqual(
      expect.arrayContaining([
        { profile: 'home@2', devices: 2, differing: 1 },
        { profile: 'vpn@7', devices: 1, differing: 1 },
      ]),
    );
    expect(body.byModel).toEqual([
      { manufacturer: 'Acme', productClass: 'Sim 181', softwareVersion: '1.0.0', devices: 3, differing: 1 },
      { manufacturer: 'Acme', productClass: 'Sim 181', softwareVersion: '2.0.0', devices: 1, differing: 1 },
    ]);
    expect(body.byTag).toEqual([{ tag: 'north', devices: 1, differing: 1 }]);
  });
});

test('what the counts leave out is told', async () => {
  const tags = Array.from({ length: 53 }, (_, n) => `t${n}`);
  await save('M1', ['Drifted'], { tags });
  const { body } = await api.call('GET', '/api/v1/compliance/summary');
  expect([body.byTag.length, body.others]).toEqual([50, { byProfile: 0, byModel: 0, byTag: 3 }]);
});

describe('the same as a table', () => {
  test('has a line for each finding, and no formula that a CPE could plant', async () => {
    await save('T1', ['Degraded'], {
      sync: aSyncState({
        findings: [
          aFinding('Device.A.X', { reported: '=HYPERLINK("http://evil")' }),
          aFinding('Device.A.Y', { desired: 'a,b' }),
        ],
      }),
    });
    await save('T2', ['RebootPending'], { sync: aSyncState({ findings: [], conditions: [] }) });
    const { headers, body } = await api.call('GET', '/api/v1/compliance.csv');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('content-disposition')).toContain('compliance.csv');
    const lines = body.split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^deviceId,manufacturer/);
    expect(lines[1]).toContain(
      `,Device.A.X,Degraded,Refused,home,"'=HYPERLINK(""http://evil"")",${since},home@2/entries/0,`,
    );
    expect(lines[2]).toContain(',Device.A.Y,Degraded,Refused,"a,b",factory,');
    expect(
      new Set(lines.slice(0, 4).map((line: string) => line.replace(/"[^"]*(?:""[^"]*)*"/g, '').split(',').length)).size,
    ).toBe(1);
  });

  test('is of all pages, and of those that are asked for', async () => {
    for (let n = 0; n < 450; n++) await save(`P${n}`, n % 2 ? ['Drifted'] : ['Degraded'], { tags: ['many'] });
    const { body } = await api.call('GET', '/api/v1/compliance.csv?tag=many');
    expect(body.trim().split('\r\n')).toHaveLength(451);
    const some = await api.call('GET', '/api/v1/compliance.csv?condition=Drifted');
    expect(some.body.trim().split('\r\n')).toHaveLength(226);
    expect((await api.call('GET', '/api/v1/compliance.csv?filter={')).status).toBe(400);
  });

  /** Five pages of 10 MB each. */
  async function saveMuch(): Promise<void> {
    const findings = Array.from({ length: 100 }, (_, n) => aFinding(`Device.A.${'x'.repeat(200)}${n}`));
    const many = Array.from({ length: 1_000 }, (_, n) => `G${n}`);
    await Promise.all(many.map((serial) => save(serial, ['Degraded'], { sync: aSyncState({ findings }) })));
  }

  test('does not keep the API from ending when nobody reads it', async () => {
    await saveMuch();
    const { body } = await fetch(`${api.url}/api/v1/compliance.csv`);
    await api.stop();
    await expect(new Response(body).text()).rejects.toThrow();
    expect(api.logLines).toEqual([]);
  });

  test('is no longer made when its reader is gone', async () => {
    await saveMuch();
    let pages = 0;
    const { deviceStore } = api.adapters;
    const list = deviceStore.list.bind(deviceStore);
    Object.defineProperty(deviceStore, 'list', {
      value: (query: Parameters<typeof list>[0]) => {
        pages++;
        return list(query);
      },
    });
    const gone = new AbortController();
    const { body } = await fetch(`${api.url}/api/v1/compliance.csv`, { signal: gone.signal });
    await body?.getReader().read();
    gone.abort();
    // The socket holds the second back at the latest.
    expect(pages).toBeLessThan(5);
    expect((await api.call('GET', '/api/v1/compliance?limit=1')).status).toBe(200);
  });
});
