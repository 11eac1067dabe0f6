import type { InformEvent, ParameterValue } from '#libs/cwmp';
import type { DeviceTree } from './tree/device-tree.ts';

/**
 * The ParameterList of an Inform: the forced ones, those that changed, and those ManagementServer.InformParameter asks
 * for with one of these events (TR-069 §3.7.1.5).
 */
export function informParameters(
  tree: DeviceTree,
  events: readonly InformEvent[],
  more: Iterable<string>,
): readonly ParameterValue[] {
  const names = new Set([...tree.model.informParameters, ...orderedParameters(tree, events), ...more]);
  return [...names].flatMap((name) => {
    const found = tree.get(name);
    return found.ok ? found.value : [];
  });
}

function orderedParameters(tree: DeviceTree, events: readonly InformEvent[]): readonly string[] {
  const table = `${tree.model.root}ManagementServer.InformParameter.`;
  const rows = tree.names(table, true);
  if (!rows.ok) return [];
  return rows.value
    .filter(({ name }) => tree.value(`${name}Enable`) === 'true' || tree.value(`${name}Enable`) === '1')
    .filter(({ name }) => isMeant(tree.value(`${name}EventList`) ?? '', events))
    .map(({ name }) => tree.value(`${name}ParameterName`) ?? '');
}

/** An empty EventList means every event; else it lists event codes by their number. */
function isMeant(eventList: string, events: readonly InformEvent[]): boolean {
  const wanted = eventList.split(',').map((code) => code.trim().split(' ')[0]);
  return eventList === '' || events.some(({ eventCode }) => wanted.includes(eventCode.split(' ')[0]));
}
