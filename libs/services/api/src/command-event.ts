import type { AnyNewEvent, Command } from '#libs/domain';

/** The event of a command that was queued or cancelled. Published again, it has the same id. */
export function commandEvent(type: 'command.queued' | 'command.cancelled', command: Command): AnyNewEvent {
  const { id: commandId, deviceId, commandKey, origin, createdAt, finishedAt } = command;
  return {
    id: `${commandId}:${type === 'command.queued' ? 'queued' : 'cancelled'}`,
    type,
    deviceId,
    time: type === 'command.queued' ? createdAt : (finishedAt ?? createdAt),
    data: { commandId, commandKey, kind: command.spec.kind, origin },
  };
}
