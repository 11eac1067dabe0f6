import type { PlayedModel } from './places.ts';
import type { Stage, TimelyStage } from './stage.ts';

/** Registers the tests of a scenario, played on whatever stage with one kind of device. */
export type Scenario<S extends Stage = TimelyStage> = (stage: () => S, model: PlayedModel) => void;
