import { createHash, randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { bytesOf, collected, imageStoreContract } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase } from '#libs/testing/servers';
import { openMongoStores } from './open-mongo.ts';
import { dropDatabase, mongoPort } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

describeWith('mongo', 'MongoImageStore', ({ mongo }) => {
  imageStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.imageStore));

  test('a file is one of GridFS: its own client reads it', async () => {
    const database = freshMongoDatabase();
    const { imageStore, close } = await openMongoStores({ url: mongo, clock: realClock, database });
    const client = await mongoose.mongo.MongoClient.connect(mongo);
    try {
      const content = randomBytes(200_000);
      const upload = '01KDXQ5T9Q8J7Z6N5M4K3H2G1F';
      await imageStore.append(upload, 0, bytesOf(content.subarray(0, 70_000)));
      await imageStore.append(upload, 70_000, bytesOf(content.subarray(70_000)));
      await imageStore.complete(upload);
      const bucket = new mongoose.mongo.GridFSBucket(client.db(database), { bucketName: 'images' });
      const name = createHash('sha256').update(content).digest('hex');
      expect((await collected(bucket.openDownloadStreamByName(name))).equals(content)).toBe(true);
    } finally {
      await client.close();
      await close();
      await dropDatabase(mongo, database);
    }
  });
});
