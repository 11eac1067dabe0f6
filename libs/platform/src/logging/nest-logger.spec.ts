import { createLogger } from './create-logger.ts';
import { nestLogger } from './nest-logger.ts';

test('what Nest says goes the way of all entries: its chatter as debug, its errors with their stack', () => {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  const nest = nestLogger(createLogger('api', { level: 'debug', format: 'json', output }));
  nest.log('Mapped {/healthz, GET} route', 'RouterExplorer');
  nest.warn('careful', 'Injector');
  nest.error(new Error('broken'), 'ExceptionsHandler');
  nest.error('text', 'Error: text\n    at x', 'Context');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/healthz, GET} route' },
    { level: 'warn', context: 'Injector', msg: 'careful' },
    { level: 'error', context: 'ExceptionsHandler', msg: 'broken', err: { type: 'Error', message: 'broken' } },
    { level: 'error', context: 'Context', msg: 'text', err: { stack: 'Error: text\n    at x' } },
  ]);
});
