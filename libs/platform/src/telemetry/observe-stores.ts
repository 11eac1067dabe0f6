import type { Meter } from '@opentelemetry/api';
import type { MongoStores } from '#libs/adapters/mongo';
import type { RedisAdapters } from '#libs/adapters/redis';

/** Shows what is asked of Redis and MongoDB, and whether they are there. */
export function observeStores(
  meter: Meter,
  redis: Pick<RedisAdapters, 'stats'>,
  mongo: Pick<MongoStores, 'stats'>,
): void {
  observeRedis(meter, redis);
  observeMongo(meter, mongo);
}

function observeRedis(meter: Meter, { stats }: Pick<RedisAdapters, 'stats'>): void {
  meter
    .createObservableGauge('muster_redis_up', { description: '1 while there is a connection to Redis, else 0.' })
    .addCallback((result) => result.observe(Number(stats().isUp)));
  meter
    .createObservableGauge('muster_redis_pending_calls', { description: 'Calls that wait for the answer of Redis.' })
    .addCallback((result) => result.observe(stats().pending));
  meter
    .createObservableCounter('muster_redis_calls_total', { description: 'Calls of Redis, by outcome.' })
    .addCallback((result) => {
      const { calls, failures, pending } = stats();
      result.observe(calls - failures - pending, { outcome: 'ok' });
      result.observe(failures, { outcome: 'failed' });
    });
  meter
    .createObservableCounter('muster_redis_connections_lost_total', { description: 'Times Redis was lost.' })
    .addCallback((result) => result.observe(stats().losses));
}

function observeMongo(meter: Meter, { stats }: Pick<MongoStores, 'stats'>): void {
  meter
    .createObservableGauge('muster_mongo_up', { description: '1 while a MongoDB takes writes, else 0.' })
    .addCallback((result) => result.observe(Number(stats().isWritable)));
  meter
    .createObservableCounter('muster_mongo_commands_total', { description: 'Commands, by name and outcome.' })
    .addCallback((result) => {
      for (const [command, { succeeded, failed }] of stats().commands) {
        result.observe(succeeded, { command, outcome: 'ok' });
        result.observe(failed, { command, outcome: 'failed' });
      }
    });
  meter
    .createObservableCounter('muster_mongo_command_seconds_total', {
      description: 'Time from the commands to their answers, all together, by name.',
    })
    .addCallback((result) => {
      for (const [command, { tookMs }] of stats().commands) result.observe(tookMs / 1_000, { command });
    });
}
