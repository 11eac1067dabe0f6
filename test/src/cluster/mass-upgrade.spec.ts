import { describeWith } from '#libs/testing/servers';
import { clusterMassStage } from '../scenarios/mass/cluster-mass-stage.ts';
import { playMassUpgrade } from '../scenarios/mass/mass-upgrade.ts';

describeWith(['kafka', 'redis', 'mongo'], 'on the cluster', (servers) => {
  playMassUpgrade(() => clusterMassStage(servers));
});
