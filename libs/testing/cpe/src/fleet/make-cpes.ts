import { Cpe } from '../cpe.ts';
import { type CpeOptions, simulatedSerial } from '../cpe-options.ts';
import { loadModel, MODEL_NAMES, type ModelName } from '../model/models.ts';

export interface CpesToMake {
  readonly count: number;
  /** `mixed`: all models in turn. */
  readonly model: ModelName | 'mixed';
  /** Parameters per device; the model's own if it is left out. */
  readonly parameters?: number;
  /** The number of the first (default 1), which makes the serial numbers. */
  readonly first?: number;
  /** For each device, on top of the common options. */
  readonly each?: (n: number) => CpeOptions;
}

/** Devices SIM000001, SIM000002, … that share their models. */
export function makeCpes({ count, model, parameters, first = 1, each }: CpesToMake): readonly Cpe[] {
  return Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const name = model === 'mixed' ? (MODEL_NAMES[index % MODEL_NAMES.length] ?? 'tr181') : model;
    return new Cpe({
      model: loadModel(name, parameters),
      identity: { serialNumber: simulatedSerial(n) },
      ...each?.(n),
    });
  });
}
