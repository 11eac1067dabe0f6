import type { ParameterInfo, ParameterValue } from '#libs/cwmp';
import {
  type Device,
  type DeviceAttribute,
  detectDataModel,
  isSecretPath,
  isVolatile,
  type Learnt,
  type ModelKnowledge,
  type ModelStore,
  modelKeyOf,
  modelSchemaOf,
  type ReportedStore,
  timestamp,
  treeAfter,
  unknownModel,
  type ValueChange,
  withIncidentOfModel,
} from '#libs/domain';
import { type LookUp, MAX_PARAMETERS } from './look-up.ts';
import type { RecentModels } from './recent-models.ts';
import type { Turn } from './turn.ts';

/** Attributes remembered for a device, to be set again after a factory reset. */
const MAX_ATTRIBUTES = 500;

/** Which of the values differ from the known ones: what was not known before is no change. */
export async function changesIn(look: LookUp, values: readonly ParameterValue[]): Promise<readonly ValueChange[]> {
  const before = await look.parameters(values.map(({ name }) => name));
  const changes: ValueChange[] = [];
  for (const { name, value } of values) {
    const previous = before.get(name)?.value;
    if (previous === undefined || previous === value || isVolatile(name)) continue;
    changes.push(isSecretPath(name) ? { name, value: '', previous: '' } : { name, value, previous });
  }
  return changes;
}

/** Keeps what the turn learnt about the device's parameters, in the order in which it was learnt. */
export async function keepReported(turn: Turn, reported: ReportedStore, look: LookUp): Promise<void> {
  const readAt = timestamp(turn.nowMs);
  const { id } = turn.device;
  for (const one of turn.learnt) {
    if (one.what === 'values') await reported.mergeValues(id, await admitted(look, one.values), readAt);
    else if (one.what === 'names')
      await reported.mergeNames(id, one.path, one.names.slice(0, MAX_PARAMETERS), one.nextLevel);
    else if (one.what === 'gone') await reported.forget(id, one.path);
  }
}

/** Keeps what the turn learnt about the device's model. */
export async function keepModels(turn: Turn, models: ModelStore, recent: RecentModels): Promise<void> {
  const { device, learnt: lessons, nowMs } = turn;
  const key = modelKeyOf(device);
  const knowledge = lessons.flatMap((one) => (one.what === 'model' ? [one.knowledge] : []));
  const incidents = lessons.flatMap((one) => (one.what === 'incident' ? [one] : []));
  if (knowledge.length === 0 && incidents.length === 0) return;
  const known = (await models.get(key)) ?? unknownModel(key);
  const size = incidents.length > 0 ? await recent.size(device) : 0;
  const told: ModelKnowledge = knowledge.length > 0 ? Object.assign({}, known, ...knowledge) : known;
  const after = incidents.reduce<ModelKnowledge>((model, { path, isAuthorsError, generation }) => {
    const seen = { deviceId: device.id, path, isAuthorsError, generation, nowMs, now: timestamp(nowMs) };
    return withIncidentOfModel(model, seen, size);
  }, told);
  if (after === known) return;
  await models.save(after);
  recent.forget(key);
}

/** What the devices of a model have, from the first of them that was discovered. */
export async function keepModelSchema(
  turn: Turn,
  look: LookUp,
  models: ModelStore,
  recent: RecentModels,
): Promise<void> {
  const { device, learnt: lessons, nowMs } = turn;
  if (!lessons.some(({ what }) => what === 'discovered')) return;
  const key = modelKeyOf(device);
  if (await recent.hasSchema(key)) return;
  const known = await look.whole();
  await models.saveSchema(modelSchemaOf(device, treeAfter(known.values(), lessons, timestamp(nowMs)).values()));
}

/** A CPE that invents new parameters with every Inform must not fill the store. */
async function admitted(look: LookUp, values: readonly ParameterValue[]): Promise<readonly ParameterValue[]> {
  const known = await look.parameters(values.map(({ name }) => name));
  if (values.every(({ name }) => known.has(name))) return values;
  const { parameters } = await look.count();
  if (parameters + values.length <= MAX_PARAMETERS) return values;
  return values.filter(({ name }) => known.has(name));
}

/** What was learnt that belongs into the device's document. Pure. */
export function learnt(device: Device, lessons: readonly Learnt[], nowMs: number): Device {
  let known = device;
  for (const one of lessons) known = withLesson(known, one, nowMs);
  return known;
}

function withLesson(known: Device, one: Learnt, nowMs: number): Device {
  switch (one.what) {
    case 'methods':
      return { ...known, methods: one.methods };
    case 'names':
      return withDataModel(known, one.names);
    case 'reconciled':
      return one.report.beacon ? { ...known, parameterKey: one.beacon } : known;
    case 'rebootPending':
      return { ...known, rebootPending: true };
    case 'attributes':
      return { ...known, parameterAttributes: mergeAttributes(known.parameterAttributes, one.attributes) };
    case 'discovered': {
      const discovery = {
        ...known.discovery,
        state: one.state,
        unreadable: one.unreadable,
        completedAt: timestamp(nowMs),
      };
      return { ...known, discovery };
    }
    default:
      return known;
  }
}

/** An Inform need not tell the root; what is below it does. The bare `Device.` fits two models. */
function withDataModel(device: Device, names: readonly ParameterInfo[]): Device {
  if (device.dataModel.kind !== 'unknown') return device;
  const dataModel = detectDataModel(names.map(({ name }) => name).filter((name) => name !== 'Device.'));
  return dataModel.kind === 'unknown' ? device : { ...device, dataModel };
}

function mergeAttributes(
  known: readonly DeviceAttribute[],
  fresh: readonly DeviceAttribute[],
): readonly DeviceAttribute[] {
  const merged = new Map([...known, ...fresh].map((attribute) => [attribute.path, attribute]));
  return [...merged.values()].slice(-MAX_ATTRIBUTES);
}
