import { entryOf, openKafkaEventBus } from '#libs/adapters/kafka';
import { openMongoStores } from '#libs/adapters/mongo';
import { openRedis } from '#libs/adapters/redis';
import type { AdapterOptions, Adapters } from './adapters.ts';
import type { ClusterSettings } from './cluster-settings.ts';
import { observeBus } from './telemetry/observe-bus.ts';
import { observeStores } from './telemetry/observe-stores.ts';

interface Closeable {
  close(): Promise<void>;
}

/** Every port on Kafka, Redis and MongoDB. What was opened is closed again when one of them can't be. */
export async function openCluster(settings: ClusterSettings, options: AdapterOptions): Promise<Adapters> {
  const { clock, logger, retentionMs, role, seal } = options;
  const sealing = seal === undefined ? {} : { seal };
  const { kafkaTopicPrefix, kafkaReplicationFactor, redisPrefix } = settings;
  const opened: Closeable[] = [];
  const open = async <T extends Closeable>(opening: Promise<T>): Promise<T> => {
    const part = await opening;
    opened.push(part);
    return part;
  };
  const close = async () => {
    // The bus first: it stops the handlers, which use the rest.
    for (const part of opened.splice(0)) await part.close();
  };
  try {
    const eventBus = await open(
      openKafkaEventBus({
        brokers: settings.kafkaBrokers,
        ...(settings.kafkaEntry === undefined ? {} : entryOf(settings.kafkaEntry)),
        ...(role === undefined ? {} : { role }),
        partitions: settings.kafkaPartitions,
        clock,
        ...(kafkaTopicPrefix === undefined ? {} : { topicPrefix: kafkaTopicPrefix }),
        ...(kafkaReplicationFactor === undefined ? {} : { replicationFactor: kafkaReplicationFactor }),
        ...(retentionMs === undefined ? {} : { retentionMs }),
        ...(logger === undefined ? {} : { logger }),
      }),
    );
    const redis = await open(
      openRedis({
        url: settings.redisUrls,
        clock,
        ...(redisPrefix === undefined ? {} : { prefix: redisPrefix }),
        ...sealing,
        ...(logger === undefined ? {} : { logger }),
      }),
    );
    const mongo = await open(openMongoStores({ url: settings.mongoUrl, clock, ...sealing }));
    const { sessionStore, readyCommands, settledMarks, signals, presence } = redis;
    const { deviceStore, reportedStore, commandStore, modelStore, deviceHistory } = mongo;
    const { profileStore, declarationStore, secretStore, accessStore } = mongo;
    const { imageStore, imageCatalog, receivedFiles, auditLog } = mongo;
    const { rolloutStore, executionStore, permitBuckets, progressStore, servedBytes } = mongo;
    return {
      eventBus,
      sessionStore,
      readyCommands,
      settledMarks,
      signals,
      presence,
      deviceStore,
      reportedStore,
      commandStore,
      modelStore,
      deviceHistory,
      profileStore,
      declarationStore,
      secretStore,
      accessStore,
      imageStore,
      imageCatalog,
      receivedFiles,
      auditLog,
      rolloutStore,
      executionStore,
      permitBuckets,
      progressStore,
      servedBytes,
      dependencies: [
        { name: 'kafka', gives: ['bus'], check: () => eventBus.check() },
        { name: 'redis', gives: ['sessions'], check: () => redis.check() },
        { name: 'mongo', gives: ['documents'], check: () => mongo.check() },
      ],
      observe: (meter) => {
        observeBus(meter, eventBus);
        observeStores(meter, redis, mongo);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
