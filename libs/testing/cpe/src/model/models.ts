import device1 from '../models/device1.json' with { type: 'json' };
import iothub from '../models/iothub.json' with { type: 'json' };
import iothub098 from '../models/iothub098.json' with { type: 'json' };
import tr098 from '../models/tr098.json' with { type: 'json' };
import tr181 from '../models/tr181.json' with { type: 'json' };
import { type DeviceModel, deviceModel } from './device-model.ts';
import type { ModelFile } from './model-file.ts';
import { sizedModel } from './sized-model.ts';

/** The kinds of device that come with the library. */
export const MODEL_NAMES = ['tr098', 'tr181', 'device1', 'iothub', 'iothub098'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

const FILES: Readonly<Record<ModelName, unknown>> = { tr098, tr181, device1, iothub, iothub098 };
const loaded = new Map<string, DeviceModel>();

/** The compiled model, one per name and size in a process; with `parameterCount` it is grown or cut to that size. */
export function loadModel(name: ModelName, parameterCount?: number): DeviceModel {
  const key = `${name}/${parameterCount ?? ''}`;
  const known = loaded.get(key);
  if (known) return known;
  const model =
    // The files are ours and the model's spec reads every one of them: the type is a fact, not a hope.
    parameterCount === undefined ? deviceModel(FILES[name] as ModelFile) : sizedModel(loadModel(name), parameterCount);
  loaded.set(key, model);
  return model;
}
