import { embeddedStage, type RunningStage } from './embedded-stage.ts';
import { playScenarios } from './every-scenario.ts';

let running: RunningStage;

beforeAll(async () => {
  running = await embeddedStage();
});
afterAll(() => running?.stop());

playScenarios(() => running);
