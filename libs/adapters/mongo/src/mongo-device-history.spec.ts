import mongoose from 'mongoose';
import { aDeviceId, anEvent, deviceHistoryContract } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase } from '#libs/testing/servers';
import { openMongoStores } from './open-mongo.ts';
import { dropDatabase, mongoPort } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

describeWith('mongo', 'MongoDeviceHistory', ({ mongo }) => {
  deviceHistoryContract('MongoDB', () => mongoPort(mongo, (stores) => stores.deviceHistory));

  test('what is not shown any more does not pile up', async () => {
    const database = freshMongoDatabase();
    const { deviceHistory, close } = await openMongoStores({ url: mongo, clock: realClock, database });
    const deviceId = aDeviceId();
    const positions = Array.from({ length: 600 }, (_, index) => index);
    await Promise.all(positions.map((position) => deviceHistory.add({ ...anEvent({ deviceId }), position })));
    await close();
    const client = await mongoose.mongo.MongoClient.connect(mongo);
    const stored = await client.db(database).collection('history').countDocuments();
    await client.close();
    await dropDatabase(mongo, database);
    // That none of 200 adds in a row clears away happens once in 400,000 runs.
    expect(stored).toBeLessThan(400);
  });
});
