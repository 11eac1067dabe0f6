import { describeWith } from '#libs/testing/servers';
import { clusterMassStage } from '../scenarios/mass/cluster-mass-stage.ts';
import type { MassStage } from '../scenarios/mass/mass-stage.ts';
import { playMassUpgrade } from '../scenarios/mass/mass-upgrade.ts';

describeWith(['kafka', 'redis', 'mongo'], 'on the cluster', (servers) => {
  let running: MassStage;

  beforeAll(async () => {
    running = await clusterMassStage(servers);
  }, 120_000);
  afterAll(() => running?.stop(), 60_000);

  playMassUpgrade(() => running);
});
