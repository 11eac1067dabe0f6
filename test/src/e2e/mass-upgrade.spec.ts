import { embeddedMassStage } from '../scenarios/mass/embedded-mass-stage.ts';
import type { MassStage } from '../scenarios/mass/mass-stage.ts';
import { playMassUpgrade } from '../scenarios/mass/mass-upgrade.ts';

let running: MassStage;

beforeAll(async () => {
  running = await embeddedMassStage();
}, 60_000);
afterAll(() => running?.stop(), 60_000);

playMassUpgrade(() => running);
