import type { mongo } from 'mongoose';

/** Kinds of server that take writes. */
const WRITABLE: ReadonlySet<string> = new Set(['RSPrimary', 'Mongos', 'LoadBalanced']);

/** Knows from the driver's own heartbeats, without asking, whether there is a server that takes writes. */
export class ConnectionMonitor {
  #writable = true;

  constructor(client: mongo.MongoClient) {
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      this.#writable = [...newDescription.servers.values()].some(({ type }) => WRITABLE.has(type));
    });
  }

  get writable(): boolean {
    return this.#writable;
  }
}
