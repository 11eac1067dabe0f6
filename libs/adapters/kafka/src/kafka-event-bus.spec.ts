import { eventBusContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { kafkaPort } from './spec/kafka-port.ts';

describeWith('kafka', 'on one broker', ({ kafka }) => {
  eventBusContract('Kafka', () => kafkaPort(kafka));
});
