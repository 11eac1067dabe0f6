const BATCH = 2_000;

export interface CloneOrder {
  /** Documents whose `_id` holds this text are copied … */
  readonly original: string;
  /** … once for each of these, which stand in its place throughout. */
  readonly copies: readonly string[];
  /** Fields that every document gets which has them, by their paths. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/** Makes many documents out of those of one thing, in every collection; `url` names the database. */
export async function cloneDocuments(url: string, { original, copies, set = {} }: CloneOrder): Promise<void> {
  // Loaded here because it takes half a second, which every spec that imports this project would pay.
  const { default: mongoose } = await import('mongoose');
  const { MongoClient, BSON } = mongoose.mongo;
  const client = await MongoClient.connect(url);
  try {
    for (const collection of await client.db().collections()) {
      const all = await collection.find().toArray();
      const originals = all
        .filter(({ _id }) => String(_id).includes(original))
        .map((document) => BSON.EJSON.stringify(document, { relaxed: false }));
      if (originals.length === 0) continue;
      for (let at = 0; at < copies.length; at += BATCH) {
        const clones = copies
          .slice(at, at + BATCH)
          .flatMap((copy) => originals.map((text) => BSON.EJSON.parse(text.replaceAll(original, copy))));
        await collection.insertMany(clones, { ordered: false });
      }
      for (const [field, value] of Object.entries(set))
        await collection.updateMany({ [field]: { $exists: true } }, { $set: { [field]: value } });
    }
  } finally {
    await client.close();
  }
}
