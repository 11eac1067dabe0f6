import { contestedValues } from './contested-values.ts';
import { exampleProfiles } from './example-profiles.ts';
import { factoryReset } from './factory-reset.ts';
import { localChanges } from './local-changes.ts';
import { lostAdd } from './lost-add.ts';
import { PLAYED_MODELS } from './places.ts';
import { previews } from './previews.ts';
import { rebootNeeded } from './reboot-needed.ts';
import { refusedValues } from './refused-values.ts';
import { renumberedRows } from './renumbered-rows.ts';
import type { Scenario } from './scenario.ts';
import type { TimelyStage } from './stage.ts';
import { upgrades } from './upgrades.ts';
import { zeroTouch } from './zero-touch.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'zero touch': zeroTouch,
  'a factory reset': factoryReset,
  'local changes': localChanges,
  'rows numbered anew': renumberedRows,
  'refused values': refusedValues,
  'a reboot that is needed': rebootNeeded,
  'a lost AddObject': lostAdd,
  'contested values': contestedValues,
  previews,
  upgrades,
  'the example profiles': exampleProfiles,
};

/** Plays every scenario with every kind of device. */
export function playScenarios(stage: () => TimelyStage): void {
  describe.each(Object.entries(SCENARIOS))('%s', (_, scenario) => {
    describe.each(PLAYED_MODELS)('of a %s device', (model) => scenario(stage, model));
  });
}
