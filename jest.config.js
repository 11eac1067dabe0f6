import { existsSync } from 'node:fs';
import path from 'node:path';

// Starts the servers that specs name. Where it is not built there is no built spec that needs it either.
const servers = path.resolve(import.meta.dirname, 'dist/libs/testing/servers/src/jest');
const hooks = existsSync(servers)
  ? { globalSetup: path.join(servers, 'global-setup.js'), globalTeardown: path.join(servers, 'global-teardown.js') }
  : {};

export default {
  testEnvironment: '<rootDir>/test/plain-globals.js',
  roots: ['<rootDir>/dist'],
  testMatch: ['**/*.spec.js'],
  testSequencer: '<rootDir>/test/longest-first.js',
  setupFiles: ['<rootDir>/test/property-seed.js'],
  transform: {},
  coverageProvider: 'v8',
  // Against tests that hang; a machine on which others work too may take its time.
  testTimeout: 60_000,
  ...hooks,
};
