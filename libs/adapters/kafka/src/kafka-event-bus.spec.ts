import { eventBusContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { kafkaPort } from './testing/kafka-port.ts';

describeWith('kafka', 'on one broker', ({ kafka }) => {
  eventBusContract('Kafka', () => kafkaPort(kafka));
});
