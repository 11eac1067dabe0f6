import {
  type Command,
  type CommandSpec,
  completed,
  type Device,
  type PlanProgress,
  syncAfterInform,
  type Timestamp,
  timestamp,
  withNewRows,
} from '#libs/domain';
import { deviceFromInform, type Informed, type InformReading } from './device-from-inform.ts';
import type { LookUp } from './look-up.ts';
import { queueOwn } from './queue-own.ts';
import { Turn } from './turn.ts';
import { observe, putBack, takeNote } from './turn-steps.ts';

/** Registers the device, takes in what it says, and queues what follows from its events. */
export async function handleInform(
  event: Informed,
  known: Device | undefined,
  open: readonly Command[],
  nowMs: number,
  look: LookUp,
): Promise<Turn | undefined> {
  // Delivered again (this process, or one before it, died before it could say that it was done): worked in a second time,
  // a `0 BOOTSTRAP` would take back what came after it.
  if (known !== undefined && event.position <= known.lastInform.position) return new Turn(event, known, open, nowMs);
  if (known === undefined) look.isNew();
  const reading = withSync(deviceFromInform(known, event), event, open);
  const turn = new Turn(event, reading.device, open, nowMs);
  turn.changeDevice(reading.device);
  announceFacts(turn, event, reading);
  observe(turn, { type: 'informed', sessionId: event.data.sessionId, events: event.data.events });
  dropPlans(turn, reading);
  if (reading.bootstrapped) startOver(turn);
  else for (const command of turn.open()) if (wasCutOff(command, event)) await putBack(turn, command, look);
  await takeNote(turn, [{ what: 'values', values: event.data.parameters ?? [] }], look, 'inform');
  if (mustDiscover(turn)) discover(turn, event.time);
  if (reading.bootstrapped && !reading.isNew) restoreAttributes(turn);
  return turn;
}

function announceFacts(turn: Turn, { id, data }: Informed, reading: InformReading): void {
  const { sessionId } = data;
  if (reading.isNew)
    turn.announce(
      { type: 'device.registered', data: { identity: data.identity } },
      `${turn.device.id}:registered:${turn.device.registeredAt}`,
    );
  if (reading.bootstrapped) turn.announce({ type: 'device.bootstrapped', data: { sessionId } }, `${id}:bootstrapped`);
  if (reading.booted) {
    const commandKeys = data.events.map(({ commandKey }) => commandKey).filter((key) => key !== '');
    turn.announce({ type: 'device.booted', data: { sessionId, commandKeys } }, `${id}:booted`);
  }
  if (reading.previousVersion !== undefined) {
    const change = { from: reading.previousVersion, to: turn.device.softwareVersion };
    turn.announce({ type: 'version.changed', data: change }, `${id}:version`);
  }
}

function withSync(reading: InformReading, { time: at }: Informed, open: readonly Command[]): InformReading {
  const { device, bootstrapped, booted, previousVersion } = reading;
  if (device.sync === undefined) return reading;
  const ownKeys = open.flatMap(({ spec }) => (spec.kind === 'reconcile' ? [spec.plan.beacon] : []));
  const signs = { bootstrapped, booted, versionChanged: previousVersion !== undefined, ownKeys, at };
  return { ...reading, device: { ...device, sync: syncAfterInform(device.sync, device, signs) } };
}

/** A plan for a tree that is not there any more. The rows it made may still be there: of other software only the tree is new. */
function dropPlans(turn: Turn, { bootstrapped, previousVersion }: InformReading): void {
  if (!bootstrapped && previousVersion === undefined) return;
  for (const command of turn.open()) {
    if (command.spec.kind !== 'reconcile') continue;
    const { adding, rows = {} } = command.progress as Partial<PlanProgress>;
    // Only this plan knows of a row whose AddObject was not answered.
    if (adding && !bootstrapped) continue;
    turn.finish(command, completed({ note: 'The device was reset or has other software: it is looked at anew.' }));
    const { sync } = turn.device;
    if (sync === undefined) continue;
    const known = bootstrapped ? sync.rows : withNewRows(sync.rows, rows);
    turn.changeDevice({ ...turn.device, sync: { ...sync, rows: known, concluded: command.id } });
  }
}

/** After `0 BOOTSTRAP` nothing that was known of the device's parameters holds, and half-done work starts again. */
function startOver(turn: Turn): void {
  turn.learnt.push({ what: 'gone', path: '' });
  for (const command of turn.open()) {
    if (command.awaiting || command.sentAt === undefined || isUnderway(command)) continue;
    const { onWire: _, notBefore: __, ...rest } = command;
    turn.change({ ...rest, state: 'queued', progress: {}, rpcs: command.rpcs + 1 });
  }
}

/** A transfer that the CPE took up, or may have: whether it ran must be found out, also after a reset. */
function isUnderway({ progress }: Command): boolean {
  return progress.phase === 'accepted' || progress.phase === 'probe' || progress.phase === 'unknown';
}

/** The tree is unknown, and nobody is about to learn it: never asked for, or what was asked for was cancelled. */
function mustDiscover(turn: Turn): boolean {
  const { state } = turn.device.discovery;
  return state === 'none' || (state === 'running' && !turn.open().some(({ spec }) => spec.kind === 'discover'));
}

/** It was on the wire in another session, which did not say how it ended. */
function wasCutOff({ onWire }: Command, event: Informed): boolean {
  return onWire !== undefined && onWire.sessionId !== event.data.sessionId;
}

function discover(turn: Turn, at: Timestamp): void {
  const { device } = turn;
  turn.changeDevice({
    ...device,
    discovery: { ...device.discovery, state: 'running', startedAt: timestamp(turn.nowMs) },
  });
  const running = turn.open().find(({ spec }) => spec.kind === 'discover');
  if (running === undefined) {
    queueOwn(turn, { kind: 'discover' }, at);
    return;
  }
  const { onWire: _, notBefore: __, ...rest } = running;
  turn.change({ ...rest, state: 'queued', progress: {}, rpcs: running.rpcs + 1, attempts: 0 });
}

/** A factory reset took the notifications with it (TR-069 A.4.1.6). */
function restoreAttributes(turn: Turn): void {
  const { parameterAttributes } = turn.device;
  if (parameterAttributes.length === 0) return;
  const spec: CommandSpec = {
    kind: 'setAttributes',
    attributes: parameterAttributes.map(({ path, notification, accessList }) => ({
      name: path,
      notificationChange: notification !== undefined,
      notification: notification ?? 0,
      accessListChange: accessList !== undefined,
      accessList: accessList ?? [],
    })),
  };
  queueOwn(turn, spec, turn.cause.time);
}
