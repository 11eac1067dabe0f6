import type { Admin } from 'kafkajs';
import type { Clock } from '#libs/domain';
import { pause } from './pause.ts';
import type { TopicDeclaration } from './topics.ts';

const CREATE_TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 50;

/** A topic is not as this process needs it; somebody has to decide which of the two is wrong. */
export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch';
}

/**
 * Creates the topics that are missing, returns their names, and waits until each partition has a leader. A topic with another number of
 * partitions than declared is an error: who counts otherwise puts devices into other partitions, and their order is lost.
 */
export async function createTopics(
  admin: Admin,
  topics: readonly TopicDeclaration[],
  replicationFactor: number,
  clock: Clock,
): Promise<readonly string[]> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !existing.has(name));
  // Another process may create them at the same time; then nothing is created here, and that is fine.
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: false,
      timeout: CREATE_TIMEOUT_MS,
      topics: missing.map(({ name, partitions, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
  }
  const found = await awaitLeaders(admin, topics, clock);
  for (const { name, partitions } of topics) checkPartitions(name, partitions, found.get(name) ?? 0);
  return missing.map(({ name }) => name);
}

/** How many partitions existing topics have, by name. */
export async function expectTopics(admin: Admin, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const existing = new Set(await admin.listTopics());
  const missing = names.filter((name) => !existing.has(name));
  if (missing.length > 0) throw new TopicMismatch(`There is no topic ${missing.join(' and no topic ')}.`);
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
  return new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
}

async function awaitLeaders(admin: Admin, topics: readonly TopicDeclaration[], clock: Clock) {
  const deadline = clock.now() + CREATE_TIMEOUT_MS;
  for (;;) {
    const led = await ledPartitions(admin, topics);
    if (led !== undefined) return led;
    if (clock.now() > deadline) throw new Error(`The topics ${topics.map(({ name }) => name)} have no leaders.`);
    await pause(clock, LOOK_EVERY_MS);
  }
}

/** Number of partitions by topic; undefined while a topic is not known everywhere or one has no leader. */
async function ledPartitions(admin: Admin, topics: readonly TopicDeclaration[]) {
  const { topics: found } = await admin
    .fetchTopicMetadata({ topics: topics.map(({ name }) => name) })
    // A broker that has not heard of a new topic yet says that there is none.
    .catch(() => ({ topics: [] }));
  const isLed = ({ partitions }: (typeof found)[number]) =>
    partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
  if (found.length < topics.length || !found.every(isLed)) return undefined;
  return new Map(found.map(({ name, partitions }) => [name, partitions.length]));
}

function checkPartitions(name: string, declared: number, found: number): void {
  if (found === declared) return;
  throw new TopicMismatch(
    `Topic ${name} has ${found} partitions, but ${declared} are configured. Configure ${found}, or, as adding ` +
      'partitions moves devices to others and breaks their order, move to a new topic (another prefix).',
  );
}
