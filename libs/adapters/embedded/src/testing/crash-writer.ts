import { parseArgs } from 'node:util';
import { aCommand, anEvent } from '#libs/testing/port-contracts';
import { openEmbedded } from '../open-embedded.ts';

// A process to be killed: publishes events and adds commands, and prints the id of each that was acknowledged.
const { values } = parseArgs({ options: { folder: { type: 'string', default: '' } } });
const { eventBus, commandStore } = await openEmbedded({ dataDir: values.folder });
eventBus.subscribe('worker', async () => undefined);

async function publishForEver(): Promise<never> {
  for (;;) {
    const event = anEvent();
    await eventBus.publish([event]);
    process.stdout.write(`event ${event.id}\n`);
  }
}

async function addForEver(): Promise<never> {
  for (;;) {
    const command = aCommand();
    await commandStore.add(command);
    process.stdout.write(`command ${command.id}\n`);
  }
}

await Promise.all([...Array.from({ length: 8 }, publishForEver), ...Array.from({ length: 8 }, addForEver)]);
