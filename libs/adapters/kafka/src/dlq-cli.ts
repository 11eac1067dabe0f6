import process from 'node:process';
import { entryOf } from './cluster/kafka-entry.ts';
import { type DlqRequest, parseDlqRequest, runDlqRequest, usage } from './dead-letters/dlq-command.ts';
import { KafkaEventBus } from './kafka-event-bus.ts';
import { openBusParts } from './open-kafka-bus.ts';
import { SystemClock } from './system-clock.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  // Timers of the clock don't: without a broker it would end in the middle of waiting for one.
  const alive = setInterval(() => undefined, 60_000);
  try {
    // biome-ignore lint/style/noProcessEnv: a program of its own, which is told where Kafka is as the services are.
    return (await run(parseDlqRequest(args, process.env))) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    return 2;
  } finally {
    clearInterval(alive);
  }
}

async function run(request: DlqRequest): Promise<boolean> {
  const { brokers, prefix } = request;
  const clock = new SystemClock();
  const entry = entryOf(request.entry);
  const parts = await openBusParts({
    brokers,
    ...entry,
    topicPrefix: prefix,
    clock,
    role: 'dlq-cli',
    topics: 'expect',
  });
  const bus = new KafkaEventBus(parts);
  try {
    return await runDlqRequest(request, parts.deadLetters, (text) => process.stdout.write(`${text}\n`));
  } finally {
    await bus.close();
  }
}
