import { declarationStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoDeclarationStore', ({ mongo }) => {
  declarationStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.declarationStore));
});
