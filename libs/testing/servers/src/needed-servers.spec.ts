import { neededServers } from './needed-servers.ts';

// Put in by name, or this file itself would make a run start every server.
const withServer = 'describeWith';
const required = 'requireServers';

describe('neededServers', () => {
  test.each([
    [`${withServer}('kafka', 'a bus', () => {});`, ['kafka']],
    [`${withServer}(['redis', 'mongo'], 'a store', () => {});`, ['mongo', 'redis']],
    [`${withServer}(\n  [\n    "kafka",\n    "redis",\n  ],\n  'mongo is not meant');`, ['kafka', 'redis']],
    [`const { mongo } = ${required}('mongo');`, ['mongo']],
    [`describe('kafka', () => {});`, []],
  ])('%s', (text, kinds) => {
    expect(neededServers([text])).toEqual(kinds);
  });

  test('are those of all specs together', () => {
    expect(
      neededServers([`${withServer}('redis', '')`, '', `${withServer}('redis', ''); ${required}('kafka')`]),
    ).toEqual(['kafka', 'redis']);
  });
});
