export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist'],
  testMatch: ['**/*.spec.js'],
  transform: {},
  coverageProvider: 'v8',
  testTimeout: 30_000,
};
