import {
  presenceContract,
  readyCommandsContract,
  sessionStoreContract,
  settledMarksContract,
  signalsContract,
  TestSeal,
} from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { redisPort } from './spec/redis-port.ts';

describeWith('redis', 'one Redis', ({ redis }) => {
  sessionStoreContract('Redis', () => redisPort(redis, ({ sessionStore }) => sessionStore));
  readyCommandsContract('Redis', () => redisPort(redis, ({ readyCommands }) => readyCommands));
  sessionStoreContract('Redis, sealed', () => redisPort(redis, ({ sessionStore }) => sessionStore, new TestSeal()));
  readyCommandsContract('Redis, sealed', () => redisPort(redis, ({ readyCommands }) => readyCommands, new TestSeal()));
  settledMarksContract('Redis', () => redisPort(redis, ({ settledMarks }) => settledMarks));
  signalsContract('Redis', () => redisPort(redis, ({ signals }) => signals));
  presenceContract('Redis', () => redisPort(redis, ({ presence }) => presence));
});
