import { createLogger } from '#libs/platform';
import { warnOfOpenDoor } from './login-options.ts';

test.each([
  ['none', ['k1:9092'], 1],
  ['known', ['k1:9092'], 0],
  ['required', ['k1:9092'], 0],
  ['none', [], 0],
] as const)('where %s is asked, with the servers %j, so many warnings: %s', (asks, brokers, expected) => {
  const log: string[] = [];
  const output = { write: (line: string) => void log.push(line) };
  const logger = createLogger('test', { level: 'warn', format: 'json', output });
  warnOfOpenDoor({ MUSTER_CWMP_LOGIN: asks }, { MUSTER_KAFKA_BROKERS: brokers }, logger);
  expect(log).toHaveLength(expected);
  for (const line of log) expect(line).toContain('MUSTER_CWMP_LOGIN');
});
