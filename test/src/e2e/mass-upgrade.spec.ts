import { embeddedMassStage } from '../scenarios/mass/embedded-mass-stage.ts';
import { playMassUpgrade } from '../scenarios/mass/mass-upgrade.ts';

playMassUpgrade(embeddedMassStage);
