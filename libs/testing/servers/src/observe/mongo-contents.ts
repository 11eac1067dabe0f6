import mongoose from 'mongoose';

/** All documents of all collections of a database, as Extended JSON. */
export async function mongoContents(url: string): Promise<readonly (readonly [collection: string, text: string])[]> {
  const { EJSON } = mongoose.mongo.BSON;
  const client = await mongoose.mongo.MongoClient.connect(url);
  try {
    const database = client.db();
    const collections = await database.listCollections().toArray();
    return await Promise.all(
      collections.map(async ({ name }) => {
        const documents = await database.collection(name).find().toArray();
        return [name, EJSON.stringify(documents)] as const;
      }),
    );
  } finally {
    await client.close();
  }
}
