import { imageCatalogContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoImageCatalog', ({ mongo }) => {
  imageCatalogContract('MongoDB', () => mongoPort(mongo, (stores) => stores.imageCatalog));
});
