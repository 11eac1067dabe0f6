import { bothFates, playKilled } from './killed-at-each-step.ts';
import { processStage } from './process-stage.ts';
import type { MortalStage } from './stage.ts';

let running: MortalStage & { stop(): Promise<void> };

beforeAll(async () => {
  running = await processStage();
});
afterAll(() => running?.stop());

playKilled(() => running, bothFates);
