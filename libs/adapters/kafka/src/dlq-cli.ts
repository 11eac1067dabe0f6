import process from 'node:process';
import { type DlqRequest, parseDlqRequest, runDlqRequest, usage } from './dead-letters/dlq-command.ts';
import { KafkaEventBus } from './kafka-event-bus.ts';
import { openBusParts } from './open-kafka-bus.ts';
import { SystemClock } from './system-clock.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  // Timers of the clock don't: without a broker it would end in the middle of waiting for one.
  const alive = setInterval(() => undefined, 60_000);
  try {
    return (await run(parseDlqRequest(args))) ? 0 : 1;
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
  const parts = await openBusParts({ brokers, topicPrefix: prefix, clock, role: 'dlq-cli', topics: 'expect' });
  const bus = new KafkaEventBus(parts);
  try {
    return await runDlqRequest(request, parts.deadLetters, (text) => process.stdout.write(`${text}\n`));
  } finally {
    await bus.close();
  }
}
