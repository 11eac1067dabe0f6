import { createLogger, type LoggerOptions } from './create-logger.ts';

function recording(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  const logger = createLogger('gateway', { level: 'info', format: 'json', output, ...options });
  return { logger, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('an entry is one line of JSON with level, UTC time, role, fields and message', () => {
  const { logger, lines, entries } = recording();
  logger.info({ deviceId: 'A-B-C', rpc: 'Inform' }, 'session opened');
  logger.warn('no fields');
  expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  expect(entries()).toEqual([
    {
      level: 'info',
      time: expect.any(String),
      role: 'gateway',
      deviceId: 'A-B-C',
      rpc: 'Inform',
      msg: 'session opened',
    },
    { level: 'warn', time: expect.any(String), role: 'gateway', msg: 'no fields' },
  ]);
  expect(entries()[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('entries below the level are not written', () => {
  const { logger, lines } = recording({ level: 'warn' });
  logger.info('quiet');
  expect(lines).toEqual([]);
});

test('secrets never reach the output: any depth, any case, errors, lists and child loggers', () => {
  const { logger, lines, entries } = recording();
  const error = Object.assign(new Error('refused', { cause: { token: 'in-cause' } }), { code: 'E_AUTH' });
  logger.child({ accessToken: 'in-child', sessionId: 's1' }).error(
    {
      err: error,
      headers: { Authorization: 'Basic x', 'Set-Cookie': ['a=b'] },
      list: [{ connectionRequestPassword: 'p' }],
    },
    'failed',
  );
  expect(lines.join('')).not.toMatch(/in-cause|in-child|Basic x|a=b|"p"/);
  expect(entries()[0]).toMatchObject({
    accessToken: '[redacted]',
    sessionId: 's1',
    headers: { Authorization: '[redacted]', 'Set-Cookie': '[redacted]' },
    list: [{ connectionRequestPassword: '[redacted]' }],
    err: { type: 'Error', message: 'refused', code: 'E_AUTH', cause: { token: '[redacted]' } },
  });
});

test('a field given again replaces the first', () => {
  const { logger, lines } = recording();
  logger.child({ role: 'api', deviceId: 'x' }).info('hello');
  expect(lines[0]?.match(/"role"/g)).toHaveLength(1);
  expect(lines[0]).toContain('"role":"api"');
});

test('what refers to itself ends', () => {
  const { logger, entries } = recording();
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  logger.info({ loop, bytes: Buffer.alloc(4), map: new Map([['password', 'x']]) }, 'loop');
  expect(entries()[0]).toMatchObject({ bytes: '[4 bytes]', map: { password: '[redacted]' } });
});

test('the readable form is one line, and what a CPE sent cannot steer the terminal', () => {
  const { logger, lines } = recording({ format: 'pretty' });
  logger.warn({ deviceId: 'A\u001b[2J\nB' }, 'odd \u001b[31mname');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}gateway odd �\[31mname deviceId="A\\u001b\[2J\\nB"\n$/);
});

test('the readable form shows the stack of an error', () => {
  const { logger, lines } = recording({ format: 'pretty', colour: true });
  logger.error({ err: new Error('broken') }, 'failed');
  expect(lines[0]).toContain('\u001b[');
  expect(lines[0]).toMatch(/\n {2}Error: broken\n\s+at /);
});
