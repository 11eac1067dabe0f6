import fc from 'fast-check';
import { aDeviceId, anEvent } from '#libs/testing/port-contracts';
import { decodeEvent } from './decode-event.ts';
import { encodeEvent } from './encode-event.ts';
import type { RawHeaders, RawRecord } from './raw-record.ts';

const source = Buffer.from('/muster/gateway');

function asRead({ key, value, headers }: ReturnType<typeof encodeEvent>, offset = 7): RawRecord {
  return { partition: 0, offset, key, value, headers };
}

describe('an event as a record', () => {
  test('is a CloudEvent in binary mode, keyed by its device', () => {
    const event = anEvent({ id: 'booted-1', deviceId: aDeviceId('0815'), time: '2026-01-02T03:04:05.678Z' });
    const { key, value, headers } = encodeEvent(event, source);
    const text = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()]));
    expect(text).toEqual({
      ce_specversion: '1.0',
      ce_id: 'booted-1',
      ce_source: '/muster/gateway',
      ce_type: 'muster.device.booted',
      ce_time: '2026-01-02T03:04:05.678Z',
      ce_subject: event.deviceId,
      ce_dataschema: 'urn:muster:event:device.booted:v1',
      'content-type': 'application/json',
    });
    expect(key.toString()).toBe(event.deviceId);
    expect(JSON.parse(value?.toString() ?? '')).toEqual(event.data);
  });

  test('comes back as it was, with its offset as position', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, fc.array(text), fc.nat(), (sessionId, commandKeys, offset) => {
        const event = anEvent({ data: { sessionId, commandKeys } });
        const decoded = decodeEvent(asRead(encodeEvent(event, source), offset));
        expect(decoded).toEqual({ ok: true, event: { ...event, position: offset } });
      }),
    );
  });

  test('a replay is for one group and keeps its first position', () => {
    const event = anEvent();
    const record = asRead(encodeEvent(event, source), 900);
    const headers = { ...record.headers, 'muster-group': 'provisioning', 'muster-position': '12' };
    expect(decodeEvent({ ...record, headers })).toEqual({
      ok: true,
      event: { ...event, position: 12 },
      onlyFor: 'provisioning',
    });
  });
});

describe('a record that is no event', () => {
  const good = asRead(encodeEvent(anEvent(), source));
  const withHeaders = (changed: RawHeaders): RawRecord => ({ ...good, headers: { ...good.headers, ...changed } });
  const withValue = (text: string): RawRecord => ({ ...good, value: Buffer.from(text) });

  test.each<[string, RawRecord]>([
    ['without headers', { ...good, headers: {} }],
    ['of another version', withHeaders({ ce_specversion: '2.0' })],
    ['of a foreign type', withHeaders({ ce_type: 'com.example.thing' })],
    ['without a type', withHeaders({ ce_type: undefined })],
    ['with an empty id', withHeaders({ ce_id: '' })],
    ['without a subject', withHeaders({ ce_subject: undefined })],
    ['with a broken time', withHeaders({ ce_time: 'yesterday' })],
    ['without data', { ...good, value: null }],
    ['with half the data', withValue('{"sessionId":"s","comm')],
    ['with data that is a list', withValue('[]')],
    ['with data that is null', withValue('null')],
    ['that replays from nowhere', withHeaders({ 'muster-group': 'g', 'muster-position': '-1' })],
  ])('%s is refused with a reason', (_, record) => {
    expect(decodeEvent(record)).toEqual({ ok: false, reason: expect.any(String) });
  });

  test('no bytes make decoding throw', () => {
    const bytes = fc.uint8Array().map((array) => Buffer.from(array));
    const header = fc.oneof(bytes, fc.array(bytes), fc.constant(undefined));
    const names = fc.constantFrom('ce_id', 'ce_type', 'ce_time', 'ce_subject', 'muster-group', '__proto__', 'x');
    fc.assert(
      fc.property(fc.dictionary(names, header), fc.option(bytes), (headers, value) => {
        expect(typeof decodeEvent({ ...withHeaders(headers), value }).ok).toBe('boolean');
      }),
    );
  });

  test('a type and fields of a newer version are let through', () => {
    const record = { ...withHeaders({ ce_type: 'muster.device.teleported' }), value: Buffer.from('{"to":"Mars"}') };
    expect(decodeEvent(record)).toMatchObject({ ok: true, event: { type: 'device.teleported', data: { to: 'Mars' } } });
  });
});
