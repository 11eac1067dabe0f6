import { StoreUnavailable } from '#libs/domain';
import { defineConfig } from '../config/config-fragment.ts';
import { loadConfig } from '../config/load-config.ts';
import { port } from '../config/setting-types.ts';
import { explainFailure } from './explain-failure.ts';

const gateway = defineConfig('gateway', {
  MUSTER_EXAMPLE_PORT: port().default(7547),
  MUSTER_EXAMPLE_LIMIT: port().default(7547),
});

function explain(error: unknown): string | undefined {
  const loaded = loadConfig([gateway], {});
  return loaded.ok ? explainFailure(error, loaded.config, [gateway]) : 'refused';
}

test('a port that is taken is explained by the setting that chose it', () => {
  const error = Object.assign(new Error('listen'), { code: 'EADDRINUSE', address: '::', port: 7547 });
  expect(explain(error)).toBe(
    'Cannot listen on :::7547: another process listens there already. Choose another with MUSTER_EXAMPLE_PORT.',
  );
});

test('a port that no setting chose is explained without a hint', () => {
  const error = Object.assign(new Error('listen'), { code: 'EACCES', address: '127.0.0.1', port: 80 });
  expect(explain(error)).toBe('Cannot listen on 127.0.0.1:80: this user may not.');
});

test('an error that is worded for operators explains itself', () => {
  expect(explain(new StoreUnavailable('The data folder is full.'))).toBe('The data folder is full.');
});

test.each([[new Error('anything')], ['text'], [Object.assign(new Error('file'), { code: 'EACCES' })]])(
  'any other failure is left to its stack: %s',
  (error) => {
    expect(explain(error)).toBeUndefined();
  },
);
