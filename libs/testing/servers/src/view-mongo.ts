/** A look into a MongoDB with the public client and nothing of an adapter. */
export interface MongoView {
  /** Documents as a majority has them. Rejects within two seconds when there is no primary. */
  find(
    collection: string,
    filter: Readonly<Record<string, unknown>>,
    fields: readonly string[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

const WITHIN_MS = 2_000;

export async function viewMongo(url: string, database: string): Promise<MongoView> {
  // Loaded here because it takes half a second, which every spec that imports this project would pay.
  const { default: mongoose } = await import('mongoose');
  const client = await mongoose.mongo.MongoClient.connect(url, {
    serverSelectionTimeoutMS: WITHIN_MS,
    readConcernLevel: 'majority',
  });
  return {
    find: (collection, filter, fields) =>
      client
        .db(database)
        .collection(collection)
        .find(filter, { projection: Object.fromEntries(fields.map((field) => [field, 1])) })
        .toArray(),
    close: () => client.close(),
  };
}
