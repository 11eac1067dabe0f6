import type { PlayedModel } from './places.ts';
import type { Stage } from './stage.ts';

/** Registers the tests of a scenario, played on whatever stage with one kind of device. */
export type Scenario<S extends Stage = Stage> = (stage: () => S, model: PlayedModel) => void;
