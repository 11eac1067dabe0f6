import { anEvent } from '#libs/testing/port-contracts';
import type { StoredLetter } from './dead-letter.ts';
import { parseDlqRequest } from './dlq-command.ts';
import { letterTable, letterText } from './letter-text.ts';

const UNSAID = { brokers: ['127.0.0.1:9092'], prefix: '' };

describe('the command line', () => {
  test('is read with its defaults', () => {
    expect(parseDlqRequest(['list'], UNSAID)).toEqual({
      command: 'list',
      ids: [],
      limit: 50,
      brokers: ['127.0.0.1:9092'],
      prefix: '',
      dryRun: false,
    });
    const args = ['replay', '--group', 'provisioning', '--limit=3', '--brokers', 'a:1,b:2', '--dry-run'];
    expect(parseDlqRequest(args, UNSAID)).toMatchObject({
      group: 'provisioning',
      limit: 3,
      brokers: ['a:1', 'b:2'],
      dryRun: true,
    });
  });

  test('what is not said there is as the services have it', () => {
    const services = { brokers: ['k1:9093', 'k2:9093'], prefix: 'north.' };
    expect(parseDlqRequest(['list'], services)).toMatchObject(services);
    expect(parseDlqRequest(['list', '--brokers', 'k3:9092'], services)).toMatchObject({
      brokers: ['k3:9092'],
      prefix: 'north.',
    });
  });

  test.each([
    [[], /What is to be done/],
    [['delete', 'x'], /no command delete/],
    [['show'], /one ID/],
    [['show', 'a', 'b'], /one ID/],
    [['replay'], /either IDs or a --group/],
    [['discard', 'a', '--group', 'g'], /either IDs or a --group/],
    [['list', '--limit', '0'], /--limit/],
    [['list', '--all'], /--all/],
  ])('%j is refused with a reason', (args, reason) => {
    expect(() => parseDlqRequest(args, UNSAID)).toThrow(reason);
  });
});

describe('letters on a terminal', () => {
  const event = anEvent();
  const DEVICE = event.deviceId;
  const letter: StoredLetter = {
    id: 'provisioning:3:17',
    group: 'provisioning',
    topic: 'muster.device.v1',
    partition: 3,
    offset: 17,
    error: 'TypeError: no \u001b[31mred\u0007 text\n    at handle (file.js:1)',
    attempts: 3,
    firstFailedAt: '2026-01-01T00:00:00.000Z',
    failedAt: '2026-01-01T00:00:05.000Z',
    record: { partition: 0, offset: 5, key: null, value: Buffer.from('junk'), headers: {} },
    event: { ...event, position: 17 },
  };
  const { event: _, ...junk } = letter;

  test('are a table with one line each', () => {
    const [head, first, second, ...rest] = letterTable([letter, junk]).split('\n');
    expect(head).toMatch(/^ID {2,}FAILED AT {2,}TRIES {2,}EVENT {2,}SUBJECT {2,}ERROR$/);
    expect(first).toContain(`device.booted  ${DEVICE}  TypeError: no �[31mred� text`);
    expect(second).toContain('not an event');
    expect(rest).toEqual([]);
    expect(letterTable([])).toBe('no dead letters');
  });

  test('are shown with all there is', () => {
    const text = letterText(letter);
    expect(text).toContain('from     muster.device.v1, partition 3, offset 17');
    expect(text).toContain(`"deviceId": "${DEVICE}"`);
    expect(text).not.toContain('\u001b');
    expect(letterText(junk)).toContain(Buffer.from('junk').toString('base64'));
  });
});
