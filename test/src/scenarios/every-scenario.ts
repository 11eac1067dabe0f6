import { PLAYED_MODELS } from './places.ts';
import type { Stage } from './stage.ts';
import { zeroTouch } from './zero-touch.ts';

const SCENARIOS = { 'zero touch': zeroTouch } as const;

/** Plays every scenario with every kind of device. */
export function playScenarios(stage: () => Stage): void {
  describe.each(Object.entries(SCENARIOS))('%s', (_, scenario) => {
    describe.each(PLAYED_MODELS)('of a %s device', (model) => scenario(stage, model));
  });
}
