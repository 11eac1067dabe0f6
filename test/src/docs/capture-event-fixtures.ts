import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EventRecord } from '#libs/domain';
import { EVENT_TYPE_NAMES, type EventTypeName } from '#libs/event-contract';
import { runAllEvents } from '../e2e/event-run.ts';
import { EVENT_FIXTURES } from './event-fixtures.ts';

/** Forms of an event beside its usual one. */
const VARIANTS: readonly (readonly [name: string, fits: (event: EventRecord) => boolean])[] = [
  ['device.informed-settled', ({ type, data }) => type === 'device.informed' && data.settled],
  ['session.ended-broken', ({ type, data }) => type === 'session.ended' && data.inFlight !== undefined],
  ['rpc.answered-fault', ({ type, data }) => type === 'rpc.answered' && data.answer.kind === 'fault'],
  ['rpc.answered-declined', ({ type, data }) => type === 'rpc.answered' && data.answer.kind === 'declined'],
  ['transfer.completed-autonomous', ({ type, data }) => type === 'transfer.completed' && 'autonomous' in data],
  ['du.changed-autonomous', ({ type, data }) => type === 'du.changed' && !('commandKey' in data)],
  ['execution.changed-planned', ({ type, data }) => type === 'execution.changed' && data.to === 'scheduled'],
  ['rollout.changed-wave', ({ type, data }) => type === 'rollout.changed' && data.what === 'wave'],
  ['command.failed-fault', ({ type, data }) => type === 'command.failed' && 'fault' in data.outcome],
];

/** The usual form, where an event has several. */
const USUAL: { readonly [Type in EventTypeName]?: (event: EventRecord) => boolean } = {
  'device.informed': ({ type, data }) => type === 'device.informed' && !data.settled,
  'device.booted': ({ type, data }) => type === 'device.booted' && data.commandKeys.length > 0,
  'rpc.answered': ({ type, data }) => type === 'rpc.answered' && data.method === 'GetParameterValues',
  'transfer.completed': ({ type, data }) => type === 'transfer.completed' && data.commandKey !== undefined,
  'du.changed': ({ type, data }) => type === 'du.changed' && data.commandKey !== undefined,
  'execution.changed': ({ type, data }) => type === 'execution.changed' && data.to === 'succeeded',
  'image.changed': ({ type, data }) => type === 'image.changed' && data.to === 'released',
  'command.completed': ({ type, data }) => type === 'command.completed' && data.kind === 'add',
};

/**
 * Writes the fixtures that are missing, from a run of this version: after an event was added, or a form of one. Those
 * that are there are left alone.
 */
const events = await runAllEvents();
const wanted = [...EVENT_TYPE_NAMES.map(usualFormOf), ...VARIANTS];
mkdirSync(EVENT_FIXTURES, { recursive: true });
for (const [name, fits] of wanted) {
  const file = path.join(EVENT_FIXTURES, `${name}.json`);
  if (existsSync(file)) continue;
  writeFileSync(file, `${JSON.stringify(shortestOf(name, events.filter(fits)), undefined, 2)}\n`);
  process.stdout.write(`wrote ${file}\n`);
}

function usualFormOf(type: EventTypeName) {
  const isUsual = USUAL[type] ?? (() => true);
  return [type, (event: EventRecord) => event.type === type && isUsual(event)] as const;
}

/** People are to read it. */
function shortestOf(name: string, fitting: readonly EventRecord[]): unknown {
  const [shortest] = fitting.toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
  if (shortest === undefined) throw new Error(`no ${name} was published`);
  const { position: _, ...event } = shortest;
  return event;
}
