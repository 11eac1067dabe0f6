import { type AddressesOf, requireServers, whyMissing } from './require-servers.ts';
import { environment, type ServerAddresses, type ServerKind } from './server-addresses.ts';

// A skipped suite is still read for its tests, so that they are counted.
const nowhere: ServerAddresses = {
  kafka: ['kafka.invalid:9092'],
  mongo: 'mongodb://mongo.invalid',
  redis: 'redis://redis.invalid',
};

/**
 * A `describe` for specs that need real servers: `describeWith('kafka', 'KafkaEventBus', ({ kafka }) => …)`, or a list
 * of kinds. Skipped when one of them could not be started. The spec file itself must make this call, with the
 * kinds written out: the run starts what its spec files name. Servers are shared, so use fresh names in them.
 */
export function describeWith<K extends ServerKind>(
  kinds: K | readonly K[],
  name: string,
  suite: (servers: AddressesOf<K>) => void,
): void {
  const missing = whyMissing(kinds, environment);
  if (missing === undefined) describe(name, () => suite(requireServers(kinds)));
  else describe.skip(name, () => suite(nowhere));
}
