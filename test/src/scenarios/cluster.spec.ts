import { describeWith } from '#libs/testing/servers';
import { type ClusterStage, clusterStage } from './cluster-stage.ts';
import { playScenarios } from './every-scenario.ts';
import { fatesInTurn, playKilled } from './killed-at-each-step.ts';

describeWith(['kafka', 'redis', 'mongo'], 'on the cluster', (servers) => {
  let running: ClusterStage;

  beforeAll(async () => {
    running = await clusterStage(servers);
  }, 120_000);
  afterAll(() => running?.stop(), 60_000);

  playScenarios(() => running);

  describe('whoever decides is killed', () => playKilled(() => running, fatesInTurn));
});
