import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {
  type BeforeApplicationShutdown,
  Controller,
  Get,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock, DeviceStore, EVERYTHING } from '#libs/domain';
import type { Dependency, Need } from '../adapters.ts';
import { defineConfig } from '../config/config-fragment.ts';
import { type Config, loadConfig } from '../config/load-config.ts';
import { integer } from '../config/setting-types.ts';
import type { Readiness } from '../lifecycle/health.ts';
import { createLogger } from '../logging/create-logger.ts';
import { Logger } from '../logging/logger.ts';
import { openAdapters, SystemClock } from '../open-adapters.ts';
import { platformConfig } from '../platform.config.ts';
import { constant, provide } from '../provide.ts';
import { defineRole, type Role } from './role.ts';
import { start } from './start.ts';

class CountDevices {
  constructor(
    private readonly devices: DeviceStore,
    private readonly extra: number,
  ) {}

  async count(): Promise<number> {
    return (await this.devices.count(EVERYTHING)) + this.extra;
  }
}

@Controller('count')
class CountController {
  constructor(
    @Inject(CountDevices) private readonly countDevices: CountDevices,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Logger) private readonly logger: Logger,
  ) {}

  @Get()
  async get(): Promise<{ readonly count: number; readonly atMs: number }> {
    this.logger.info('counted');
    return { count: await this.countDevices.count(), atMs: this.clock.now() };
  }
}

const countConfig = defineConfig('count', { MUSTER_EXAMPLE_EXTRA: integer(0, 100).default(0) });

class Idle {}

function countRole(steps: string[]): Role {
  class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
    onApplicationBootstrap(): void {
      steps.push('started');
    }

    beforeApplicationShutdown(): void {
      steps.push('stopped');
    }
  }
  return defineRole({
    name: 'count',
    config: countConfig,
    module(config, { health, shutdown }) {
      health.addCheck('count', async () => undefined);
      shutdown.register('drain', 'count', async () => void steps.push('drained'));
      @Module({
        controllers: [CountController],
        providers: [Lifecycle, provide(CountDevices, DeviceStore, constant(config.MUSTER_EXAMPLE_EXTRA))],
      })
      class CountModule {}
      return CountModule;
    },
    banner: (config, running) => [`${config.MUSTER_EXAMPLE_EXTRA} more at ${running.httpUrl}/count`],
  });
}

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'muster-start-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function settings(env: Record<string, string>): Config {
  const loaded = loadConfig([platformConfig, countConfig], { MUSTER_DATA_DIR: dataDir, ...env });
  if (!loaded.ok) throw new Error(loaded.problems.join('; '));
  return loaded.config;
}

function recorder() {
  const entries: Record<string, unknown>[] = [];
  const output = { write: (line: string) => void entries.push(JSON.parse(line)) };
  return { entries, logger: createLogger('test', { level: 'info', format: 'json', output }) };
}

test('a role runs on the adapters, with its settings, health and metrics beside it, and ends in order', async () => {
  const steps: string[] = [];
  const { logger, entries } = recorder();
  const role = countRole(steps);
  const config = settings({ MUSTER_HTTP_PORT: '0', MUSTER_EXAMPLE_EXTRA: '7' });
  const running = await start([role], { config, logger });
  const get = async (route: string) => {
    const response = await fetch(running.httpUrl + route);
    return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  };

  expect(JSON.parse((await get('/count')).body)).toEqual({ count: 7, atMs: expect.any(Number) });
  expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"status":"alive"}' });
  const ready = await get('/readyz');
  expect(ready.status).toBe(200);
  expect(JSON.parse(ready.body)).toMatchObject({
    ready: true,
    state: 'running',
    checks: [
      { name: 'data folder', ok: true },
      { name: 'count', ok: true },
    ],
  });
  expect(await get('/metrics')).toMatchObject({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
  expect(running.get(CountDevices)).toBeInstanceOf(CountDevices);
  expect(role.banner(config, running)).toEqual([`7 more at ${running.httpUrl}/count`]);

  // Seen while the application still answers: traffic must go elsewhere before anything closes.
  running.shutdown.register('drain', 'probe', async () => void steps.push(`readyz ${(await get('/readyz')).status}`));
  expect(await running.stop()).toBe(true);
  expect(steps).toEqual(['started', 'drained', 'readyz 503', 'stopped']);
  await expect(fetch(`${running.httpUrl}/healthz`)).rejects.toThrow();
  expect(entries.filter((entry) => entry.msg === 'counted')).toHaveLength(1);
});

test('a role is ready without the servers it does not need, and says why it is not without the others', async () => {
  const embedded = await openAdapters({ dataDir: ':memory:', clock: new SystemClock() });
  const away = async () => {
    throw new Error('it is away');
  };
  const dependencies: Dependency[] = [
    { name: 'queue', gives: ['bus'], check: async () => undefined },
    { name: 'archive', gives: ['documents'], check: away },
  ];
  const adapters = { ...embedded, dependencies };
  const config = settings({ MUSTER_HTTP_PORT: '0', MUSTER_READY_GRACE_MS: '0' });
  const role = (needs: readonly Need[]) => defineRole({ name: 'idle', config: countConfig, needs, module: () => Idle });
  const readinessOf = async (needs: readonly Need[]) => {
    const running = await start([role(needs)], { config, logger: recorder().logger, adapters });
    const response = await fetch(`${running.httpUrl}/readyz`);
    const { checks } = (await response.json()) as Readiness;
    await running.stop();
    return { status: response.status, checks: checks.map(({ name, error }) => ({ name, error })) };
  };
  const queue = { name: 'queue', error: undefined };
  expect(await readinessOf(['bus'])).toEqual({ status: 200, checks: [queue] });
  const archive = { name: 'archive', error: 'it is away' };
  expect(await readinessOf(['bus', 'documents'])).toEqual({ status: 503, checks: [queue, archive] });
});

test('a start that fails closes what it opened', async () => {
  const steps: string[] = [];
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as net.AddressInfo;
  const failing = start([countRole(steps)], {
    config: settings({ MUSTER_HTTP_PORT: String(port) }),
    logger: recorder().logger,
  });
  await expect(failing).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  expect(steps).toEqual(['started', 'drained', 'stopped']);
  await new Promise((resolve) => taken.close(resolve));

  const again = await start([countRole([])], {
    config: settings({ MUSTER_HTTP_PORT: String(port) }),
    logger: recorder().logger,
  });
  expect(await again.stop()).toBe(true);
});
