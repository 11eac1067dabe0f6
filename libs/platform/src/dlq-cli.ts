import process from 'node:process';
import {
  type DlqRequest,
  dlqUsage,
  entryOf,
  KafkaEventBus,
  openBusParts,
  parseDlqRequest,
  runDlqRequest,
} from '#libs/adapters/kafka';
import { kafkaEntry } from './cluster-settings.ts';
import { loadConfig } from './config/load-config.ts';
import { SystemClock } from './open-adapters.ts';
import { type PlatformConfig, platformConfig } from './platform.config.ts';

const LOCAL = '127.0.0.1:9092';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  // Timers of the clock don't: without a broker it would end in the middle of waiting for one.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const config = settings();
    const { MUSTER_KAFKA_BROKERS: brokers, MUSTER_KAFKA_TOPIC_PREFIX: prefix = '' } = config;
    const request = parseDlqRequest(args, { brokers: brokers.length > 0 ? brokers : [LOCAL], prefix });
    return (await run(request, config)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${dlqUsage}\n`);
    return 2;
  } finally {
    clearInterval(alive);
  }
}

/** Kafka is where the services have it; what else they are told is of no interest. */
function settings(): PlatformConfig {
  // biome-ignore lint/style/noProcessEnv: as in run()
  const loaded = loadConfig([platformConfig], process.env);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.config.of(platformConfig);
}

async function run(request: DlqRequest, config: PlatformConfig): Promise<boolean> {
  const { brokers, prefix: topicPrefix } = request;
  const { kafkaEntry: entry } = kafkaEntry(config);
  const access = entry === undefined ? {} : entryOf(entry);
  const clock = new SystemClock();
  const parts = await openBusParts({ brokers, topicPrefix, ...access, clock, role: 'dlq-cli', topics: 'expect' });
  const bus = new KafkaEventBus(parts);
  try {
    return await runDlqRequest(request, parts.deadLetters, (text) => process.stdout.write(`${text}\n`));
  } finally {
    await bus.close();
  }
}
