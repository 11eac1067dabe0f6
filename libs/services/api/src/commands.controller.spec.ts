import { randomBytes } from 'node:crypto';
import { type CommandSpec, commandId, type Device, eventSubject, makePlan, newCommand, rpcWasSent } from '#libs/domain';
import { aDevice, pathOf } from './testing/a-device.ts';
import { type CallOptions, type RunningApi, runApi } from './testing/running-api.ts';
import { UnreliableBus } from './testing/unreliable-bus.ts';

let api: RunningApi;
let bus: UnreliableBus;
beforeAll(async () => {
  api = await runApi({
    bus: (real) => {
      bus = new UnreliableBus(real);
      return bus;
    },
  });
});
afterAll(() => api.stop());

/** What is in a plan does not matter here. */
const PLAN = makePlan([], {
  writeBatch: 9,
  readBatch: 9,
  mostDeleted: 1,
  mayReboot: false,
  rebootPending: false,
  generation: 1,
  stamp: 's',
});

let lastDevice = 0;
const newDevice = (change?: Partial<Device>) => api.save(aDevice(`C${++lastDevice}`, change));
const queue = (device: Device, body: unknown, options: CallOptions & { readonly query?: string } = {}) =>
  api.call('POST', `${pathOf(device)}/commands${options.query ?? ''}`, { ...options, body });
const withKey = (key: string): CallOptions => ({ headers: { 'idempotency-key': key } });
const completed = { status: 'completed', result: {} } as const;

/** The types of what was published about a device, in order, as a group that reads from the beginning sees them. */
async function published(device: Device, count: number): Promise<readonly string[]> {
  const types: string[] = [];
  const enough = Promise.withResolvers<void>();
  const subscription = api.adapters.eventBus.subscribe(`test ${device.id}`, async (event) => {
    if (eventSubject(event) === device.id) types.push(event.id);
    if (types.length === count) enough.resolve();
  });
  await enough.promise;
  await subscription.close();
  return types;
}

describe('a command', () => {
  test('is queued, durable and published, and told where it is', async () => {
    const device = await newDevice();
    const { status, headers, body } = await queue(device, { kind: 'get', paths: ['Device.Time.'], expiresInS: 60 });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      deviceId: device.id,
      origin: 'operator',
      spec: { kind: 'get', paths: ['Device.Time.'] },
      commandKey: `M.${body.id}`,
      state: 'queued',
    });
    expect(Date.parse(body.deadlineAt) - Date.parse(body.createdAt)).toBe(60_000);
    expect((await api.call('GET', headers.get('location') ?? '')).body).toEqual(body);
    expect((await api.call('GET', `/api/v1/commands/${body.id}`)).body).toEqual(body);
    expect(await published(device, 1)).toEqual([`${body.id}:queued`]);
  });

  test('is shown without the secrets it carries', async () => {
    const device = await newDevice();
    const shown = await Promise.all([
      queue(device, {
        kind: 'set',
        values: [{ name: 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase', value: 'hush' }],
      }),
      queue(device, {
        kind: 'download',
        fileType: '1 Firmware Upgrade Image',
        url: 'http://a.example/f',
        password: 'hush',
      }),
      queue(device, {
        kind: 'rpc',
        request: {
          method: 'ChangeDUState',
          operations: [{ operation: 'install', url: 'http://a.example/f', password: 'hush' }],
        },
      }),
    ]);
    expect(shown.map((answer) => answer.status)).toEqual([201, 201, 201]);
    expect(JSON.stringify(shown.map((answer) => answer.body))).not.toContain('hush');
    expect(JSON.stringify(await api.adapters.commandStore.open(device.id))).toContain('hush');
  });

  test('is refused with all that is wrong, and where', async () => {
    const device = await newDevice();
    const { status, body } = await queue(device, {
      kind: 'set',
      values: [
        { name: 'Device.A', value: '1' },
        { name: 'Device.A', value: '2' },
        { name: 'Device.*.B', value: '' },
      ],
      colour: 'red',
    });
    expect([status, body.code]).toEqual([422, 'invalid_request']);
    expect(body.errors).toEqual([
      { in: 'body', path: 'values.2.name', message: 'must give rows by number: wildcards (*) are not supported' },
      { in: 'body', path: 'values.1.name', message: 'Device.A is given twice' },
      { in: 'body', path: 'colour', message: 'is not known here' },
    ]);
    expect(await api.adapters.commandStore.open(device.id)).toEqual([]);
  });

  test('is refused when the device does not list its method', async () => {
    const device = await newDevice({ methods: ['GetRPCMethods', 'Reboot'] });
    expect((await queue(device, { kind: 'reboot' })).status).toBe(201);
    const { status, body } = await queue(device, {
      kind: 'download',
      fileType: '1 Firmware Upgrade Image',
      url: 'http://a.example/f',
    });
    expect([status, body.code]).toEqual([422, 'method_not_supported']);
    expect(body.detail).toContain('Download');
  });

  test.each([
    ['1.2', 5, 422],
    ['1.2', 2, 201],
    ['1.4', 5, 201],
  ] as const)(
    'of a CPE with CWMP %s that sets notification %d is answered %d',
    async (cwmpVersion, notification, expected) => {
      const device = await newDevice({ cwmpVersion });
      const attribute = { name: 'Device.Time.', notificationChange: true, accessListChange: false, accessList: [] };
      const { status, body } = await queue(device, {
        kind: 'setAttributes',
        attributes: [{ ...attribute, notification }],
      });
      expect(status).toBe(expected);
      if (expected === 422) expect(body.errors[0].path).toBe('attributes.0.notification');
    },
  );
});

describe('an Idempotency-Key', () => {
  test('makes one command of a request that is repeated', async () => {
    const device = await newDevice();
    const first = await queue(device, { kind: 'reboot' }, withKey('once'));
    const again = await queue(device, { kind: 'reboot' }, withKey('once'));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
  });

  test('makes one command of requests that come at the same time', async () => {
    const device = await newDevice();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => queue(device, { kind: 'reboot' }, withKey('at once'))),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await api.adapters.commandStore.open(device.id)).toHaveLength(1);
  });

  test.each([
    ['another kind', { kind: 'factoryReset' }],
    ['another life time', { kind: 'reboot', expiresInS: 5 }],
  ])('is refused for %s', async (_, other) => {
    const device = await newDevice();
    const first = await queue(device, { kind: 'reboot' }, withKey('k'));
    const { status, body } = await queue(device, other, withKey('k'));
    expect([status, body.code]).toEqual([409, 'idempotency_conflict']);
    expect(body.detail).toContain(first.body.id);
  });

  test('is the device’s own: another device may use the same', async () => {
    const answers = await Promise.all(
      [await newDevice(), await newDevice()].map((device) => queue(device, { kind: 'reboot' }, withKey('shared'))),
    );
    expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
  });

  test('still leads to its command when that is done', async () => {
    const device = await newDevice();
    const { body } = await queue(device, { kind: 'reboot' }, withKey('done'));
    await api.finish(body, completed);
    const again = await queue(device, { kind: 'reboot' }, withKey('done'));
    expect([again.status, again.body.id, again.body.state]).toEqual([200, body.id, 'completed']);
  });

  test('finishes what was begun when the bus was down', async () => {
    const device = await newDevice();
    bus.down = true;
    const failed = await queue(device, { kind: 'reboot' }, withKey('later'));
    bus.down = false;
    expect([failed.status, failed.body.code]).toEqual([503, 'unavailable']);
    expect(Number(failed.headers.get('retry-after'))).toBeGreaterThan(0);
    const again = await queue(device, { kind: 'reboot' }, withKey('later'));
    expect(again.status).toBe(200);
    expect(await published(device, 1)).toEqual([`${again.body.id}:queued`]);
  });

  test.each(['', 'x'.repeat(201)])('of %j is refused', async (key) => {
    const { status, body } = await queue(await newDevice(), { kind: 'reboot' }, withKey(key));
    expect([status, body.errors[0].path]).toEqual([400, 'idempotency-key']);
  });
});

describe('a request that waits', () => {
  test('is answered as soon as the command is done', async () => {
    const device = await newDevice();
    const { body } = await queue(device, { kind: 'reboot' });
    const waiting = api.call('GET', `/api/v1/commands/${body.id}?wait=60`);
    await api.finish(body, { status: 'failed', reason: 'timed_out', detail: 'It was not there.' });
    expect((await waiting).body).toMatchObject({ state: 'failed', outcome: { reason: 'timed_out' } });
  });

  test('may be the one that queues it', async () => {
    const device = await newDevice();
    const reader = await api.stream(`/api/v1/events?types=command.queued&device=${encodeURIComponent(device.id)}`);
    const waiting = queue(device, { kind: 'reboot' }, { query: '?wait=60' });
    const queued = JSON.parse((await reader.next())?.data ?? '');
    await api.finish({ id: queued.data.commandId }, completed);
    const { status, body } = await waiting;
    expect([status, body.state]).toEqual([201, 'completed']);
    reader.close();
  });

  test('is answered at once when the command is final', async () => {
    const device = await newDevice();
    const { body } = await queue(device, { kind: 'reboot' });
    await api.finish(body, completed);
    expect((await api.call('GET', `${pathOf(device)}/commands/${body.id}?wait=60`)).body.state).toBe('completed');
  });

  test('is answered with what there is when the time is over', async () => {
    const { body } = await queue(await newDevice(), { kind: 'reboot' }, { query: '?wait=1' });
    expect(body.state).toBe('queued');
  });

  test.each(['61', '-1', 'x', '1.5'])('for %s seconds is refused', async (wait) => {
    expect((await queue(await newDevice(), { kind: 'reboot' }, { query: `?wait=${wait}` })).status).toBe(400);
  });

  test('is answered when the server stops', async () => {
    const other = await runApi();
    const device = await other.save(aDevice('stop'));
    const { body } = await other.call('POST', `${pathOf(device)}/commands`, { body: { kind: 'reboot' } });
    const waiting = other.call('GET', `/api/v1/commands/${body.id}?wait=60`);
    // The second request arrives when the first one has been read.
    await other.call('GET', `/api/v1/commands/${body.id}`);
    await other.stop();
    expect((await waiting).body.state).toBe('queued');
  });

  test('is refused before anything is done when too many wait', async () => {
    const other = await runApi({ settings: { MUSTER_API_MAX_WAITERS: '1' } });
    const device = await other.save(aDevice('full'));
    const { body } = await other.call('POST', `${pathOf(device)}/commands`, { body: { kind: 'reboot' } });
    const waiting = other.call('GET', `/api/v1/commands/${body.id}?wait=60`);
    await other.call('GET', `/api/v1/commands/${body.id}`);
    const refused = await other.call('POST', `${pathOf(device)}/commands?wait=1`, { body: { kind: 'reboot' } });
    expect([refused.status, refused.body.code]).toEqual([503, 'too_many_waiting']);
    expect(await other.adapters.commandStore.open(device.id)).toHaveLength(1);
    await other.finish(body, completed);
    expect((await waiting).body.state).toBe('completed');
    await other.stop();
  });
});

describe('a command that is cancelled', () => {
  test('is never sent, and that is published', async () => {
    const device = await newDevice();
    const { body } = await queue(device, { kind: 'reboot' });
    await api.adapters.readyCommands.decide(device.id, {
      upTo: 1,
      command: {
        commandId: body.id,
        step: 0,
        request: { method: 'Reboot', commandKey: body.commandKey },
        idempotent: false,
      },
    });
    const { status, body: cancelled } = await api.call('POST', `${pathOf(device)}/commands/${body.id}/cancel`);
    expect([status, cancelled.state, typeof cancelled.finishedAt]).toEqual([200, 'cancelled', 'string']);
    expect((await api.adapters.readyCommands.read(device.id))?.command).toBeUndefined();
    expect((await api.call('POST', `/api/v1/commands/${body.id}/cancel`)).body).toEqual(cancelled);
    expect((await published(device, 2)).slice(0, 2)).toEqual([`${body.id}:queued`, `${body.id}:cancelled`]);
  });

  test('must not have been sent', async () => {
    const device = await newDevice();
    const { body } = await queue(device, { kind: 'reboot' });
    const { commandStore } = api.adapters;
    const command = await commandStore.get(body.id);
    if (command === undefined) throw new Error('it was queued');
    const sent = { sessionId: 's', commandId: body.id, step: 0, method: 'Reboot' } as const;
    await commandStore.save(rpcWasSent(command, sent, device.registeredAt));
    const answer = await api.call('POST', `/api/v1/commands/${body.id}/cancel`);
    expect([answer.status, answer.body.code]).toEqual([409, 'command_not_cancellable']);
    expect(answer.body.detail).toContain('sent');
  });

  test('must not be done', async () => {
    const { body } = await queue(await newDevice(), { kind: 'reboot' });
    await api.finish(body, completed);
    const answer = await api.call('POST', `/api/v1/commands/${body.id}/cancel`);
    expect([answer.status, answer.body.detail]).toEqual([409, 'The command is completed already.']);
  });

  test.each<[string, CommandSpec, RegExp]>([
    ['plan', { kind: 'reconcile', plan: PLAN }, /^Muster queued this plan.* an earlier one to go back/],
    ['discovery', { kind: 'discover' }, /^Muster queued this discover .*Let it be done/],
  ])('must not be a %s of the ACS itself, which stays queued', async (_, spec, instead) => {
    const device = await newDevice();
    const id = commandId(Date.now(), randomBytes(10));
    const init = { id, deviceId: device.id, spec, nowMs: Date.now(), expiresInS: 60 };
    const { command: own } = await api.adapters.commandStore.add(newCommand({ ...init, origin: 'system' }));
    const paths = [`/api/v1/commands/${own.id}/cancel`, `${pathOf(device)}/commands/${own.id}/cancel`];
    for (const path of paths) {
      const { status, body } = await api.call('POST', path);
      expect([status, body.code]).toEqual([409, 'command_not_cancellable']);
      expect(body.detail).toMatch(instead);
    }
    expect((await api.adapters.commandStore.get(own.id))?.state).toBe('queued');
  });

  test('must be of the device that is named', async () => {
    const { body } = await queue(await newDevice(), { kind: 'reboot' });
    const other = pathOf(await newDevice());
    for (const [method, path] of [
      ['POST', `${other}/commands/${body.id}/cancel`],
      ['GET', `${other}/commands/${body.id}`],
      ['GET', '/api/v1/commands/00000000000000000000000000'],
    ] as const) {
      const answer = await api.call(method, path);
      expect([answer.status, answer.body.code]).toEqual([404, 'command_not_found']);
    }
    expect((await api.call('GET', '/api/v1/commands/nonsense')).status).toBe(400);
  });
});

test('the commands of a device are listed newest first, in pages, by state', async () => {
  const device = await newDevice();
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.unshift((await queue(device, { kind: 'reboot' })).body.id);
  await api.finish({ id: ids[0] ?? '' }, completed);
  const list = async (query: string) => (await api.call('GET', `${pathOf(device)}/commands?${query}`)).body;
  const first = await list('limit=2');
  const second = await list(`limit=2&cursor=${encodeURIComponent(first.next)}`);
  expect([...first.commands, ...second.commands].map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(second.next).toBeUndefined();
  expect((await list('state=completed,failed')).commands).toHaveLength(1);
  expect((await list('state=done')).errors[0].path).toBe('state.0');
  expect((await list('cursor=abc')).code).toBe('invalid_cursor');
});
