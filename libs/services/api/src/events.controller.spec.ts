import type { AnyNewEvent, DeviceId } from '#libs/domain';
import { aDevice } from './testing/a-device.ts';
import type { EventReader } from './testing/event-reader.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

const time = '2026-01-01T00:00:00.000Z';
const deviceId = aDevice('E1').id;
let api: RunningApi;
beforeEach(async () => {
  api = await runApi({ settings: { MUSTER_API_MAX_STREAMS: '2' } });
});
afterEach(() => api.stop());

function booted(id: string, of: DeviceId = deviceId): AnyNewEvent {
  return { id, type: 'device.booted', deviceId: of, time, data: { sessionId: 's', commandKeys: [] } };
}

function answered(id: string): AnyNewEvent {
  const parameterList = [{ name: 'Device.Users.User.1.Password', value: 'hush', type: 'string' }] as const;
  const data = {
    sessionId: 's',
    gateway: 'g',
    commandId: 'c',
    step: 0,
    method: 'GetParameterValues',
    answer: { kind: 'response', response: { method: 'GetParameterValuesResponse', parameterList } },
    bytes: 1,
    durationMs: 1,
  } as const;
  return { id, type: 'rpc.answered', deviceId, time, data };
}

const publish = (...events: readonly AnyNewEvent[]) => api.adapters.eventBus.publish(events);
async function ids(reader: EventReader, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  while (seen.length < count) seen.push(JSON.parse((await reader.next())?.data ?? '').id);
  return seen;
}

test('events come as they happen, with their type and a cursor', async () => {
  const reader = await api.stream('/api/v1/events');
  expect(reader.headers['content-type']).toBe('text/event-stream');
  await publish(booted('a'));
  const event = await reader.next();
  expect(event?.event).toBe('device.booted');
  expect(event?.id).not.toBe('');
  expect(JSON.parse(event?.data ?? '')).toEqual({
    id: 'a',
    type: 'device.booted',
    deviceId,
    time,
    position: expect.any(Number),
    data: { sessionId: 's', commandKeys: [] },
  });
  reader.close();
});

test('a reader that comes back goes on after the last event it has, and misses none', async () => {
  const first = await api.stream('/api/v1/events');
  await publish(booted('a'), booted('b'));
  const { id = '' } = (await first.next()) ?? {};
  first.close();
  await publish(booted('c'));
  for (const resume of [
    api.stream('/api/v1/events', { 'last-event-id': id }),
    api.stream(`/api/v1/events?lastEventId=${id}`),
  ]) {
    const reader = await resume;
    expect(await ids(reader, 2)).toEqual(['b', 'c']);
    reader.close();
  }
});

test('traffic of the protocol comes only to who asks for it, and without secrets', async () => {
  const usual = await api.stream('/api/v1/events');
  const curious = await api.stream('/api/v1/events?types=rpc.answered,device.booted');
  await publish(answered('a'), booted('b'));
  expect(await ids(usual, 1)).toEqual(['b']);
  const first = (await curious.next())?.data ?? '';
  expect(JSON.parse(first).data.answer.response.parameterList[0]).toMatchObject({ value: '', hidden: true });
  expect(first).not.toContain('hush');
  expect(await ids(curious, 1)).toEqual(['b']);
  usual.close();
  curious.close();
});

test('the events of one device may be asked for alone', async () => {
  const other = aDevice('E2').id;
  const reader = await api.stream(`/api/v1/events?device=${encodeURIComponent(other)}`);
  await publish(booted('a'));
  await publish(booted('b', other));
  expect(await ids(reader, 1)).toEqual(['b']);
  reader.close();
});

test('a reader that reads slowly gets everything in the end', async () => {
  const reader = await api.stream('/api/v1/events');
  const commandKeys = Array.from({ length: 2_000 }, (_, index) => `key ${index}`);
  const wanted = Array.from({ length: 200 }, (_, index) => `e${index}`);
  for (const id of wanted) await publish({ ...booted(id), data: { sessionId: 's', commandKeys } } as AnyNewEvent);
  expect(await ids(reader, wanted.length)).toEqual(wanted);
  reader.close();
});

test('too many streams are refused, and a closed one makes room', async () => {
  const readers = [await api.stream('/api/v1/events'), await api.stream('/api/v1/events')];
  const refused = await api.call('GET', '/api/v1/events');
  expect([refused.status, refused.body.code]).toEqual([503, 'too_many_streams']);
  readers[0]?.close();
  let status = 503;
  while (status === 503) {
    const next = await api.stream('/api/v1/events');
    status = next.status;
    next.close();
  }
  expect(status).toBe(200);
  readers[1]?.close();
});

test('streams end when the server stops', async () => {
  const reader = await api.stream('/api/v1/events');
  const stopped = api.stop();
  expect(await reader.next()).toBeUndefined();
  await stopped;
});

test.each([
  ['types=device.exploded', 'invalid_query'],
  ['device=%00', 'invalid_query'],
  ['lastEventId=yesterday', 'invalid_cursor'],
  ['lastEventId=%0A', 'invalid_query'],
])('%s is refused', async (query, code) => {
  const { status, body } = await api.call('GET', `/api/v1/events?${query}`);
  expect([status, body.code]).toEqual([400, code]);
});
