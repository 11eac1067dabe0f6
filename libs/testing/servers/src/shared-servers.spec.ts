import { requireServers, whyMissing } from './require-servers.ts';
import type { Environment, ServerKind } from './server-addresses.ts';
import { sharedServers } from './shared-servers.ts';
import type { StartedServers } from './start-servers.ts';

/** Starts nothing: Redis "runs", everything else can't be had. */
function onlyRedis() {
  const log = { asked: [] as ServerKind[], stopped: 0, warnings: [] as string[] };
  const start = async (kinds: readonly ServerKind[]): Promise<StartedServers> => {
    log.asked.push(...kinds);
    return {
      addresses: kinds.includes('redis') ? { redis: 'redis://127.0.0.1:1' } : {},
      failures: new Map(kinds.filter((kind) => kind !== 'redis').map((kind) => [kind, new Error(`no ${kind} here`)])),
      stop: async () => {
        log.stopped += 1;
      },
    };
  };
  const shell = (env: Environment) => ({ env, warn: (text: string) => log.warnings.push(text) });
  return { log, start, shell };
}

describe('sharedServers', () => {
  test('leaves a server alone that the environment tells of', async () => {
    const { log, start, shell } = onlyRedis();
    const env: Environment = { MUSTER_TEST_KAFKA_BROKERS: 'a:1,b:2' };
    const servers = await sharedServers(['kafka', 'redis'], shell(env), start);
    expect(log.asked).toEqual(['redis']);
    const both: ServerKind[] = ['kafka', 'redis'];
    expect(requireServers(both, env)).toMatchObject({
      kafka: ['a:1', 'b:2'],
      redis: 'redis://127.0.0.1:1',
    });
    await servers.stop();
    expect(log.stopped).toBe(1);
  });

  test('on a machine of a person, says what is missing, and specs that need it are to be skipped', async () => {
    const { log, start, shell } = onlyRedis();
    const env: Environment = {};
    const both: ServerKind[] = ['kafka', 'redis'];
    const servers = await sharedServers(['kafka', 'redis'], shell(env), start);
    expect(log.warnings).toEqual([expect.stringContaining('kafka: no kafka here')]);
    expect(whyMissing('redis', env)).toBeUndefined();
    expect(whyMissing(['redis', 'kafka'], env)).toBe('kafka is missing: no kafka here');
    expect(() => requireServers(both, env)).toThrow('no kafka here');
    await servers.stop();
    expect([log.stopped, log.warnings[1]]).toEqual([1, log.warnings[0]]);
  });

  test.each(['true', '1'])('on CI (%s), fails the run and stops what has started', async (ci) => {
    const { log, start, shell } = onlyRedis();
    await expect(sharedServers(['kafka', 'redis'], shell({ CI: ci }), start)).rejects.toThrow('no kafka here');
    expect(log.stopped).toBe(1);
  });

  test('a spec is told when its server was never asked for', () => {
    expect(() => whyMissing('mongo', {})).toThrow("no spec file names 'mongo'");
  });
});
