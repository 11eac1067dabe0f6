import { commandStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoCommandStore', ({ mongo }) => {
  commandStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.commandStore));
});
