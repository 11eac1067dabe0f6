import { type AnyNewEvent, type EventDraft, type Session, timestamp } from '#libs/domain';

/** A session's event, with an id that follows from what it says: published twice, it is the same event. */
export function sessionEvent(session: Pick<Session, 'id' | 'deviceId'>, draft: EventDraft, nowMs: number): AnyNewEvent {
  const event = {
    ...draft,
    id: `${session.id}:${discriminator(draft)}`,
    deviceId: session.deviceId,
    time: timestamp(nowMs),
  };
  return event as AnyNewEvent;
}

function discriminator(draft: EventDraft): string {
  switch (draft.type) {
    case 'device.informed':
      return 'informed';
    case 'session.ended':
      return 'ended';
    case 'rpc.sent':
      return `sent:${draft.data.commandId}:${draft.data.step}`;
    case 'rpc.answered':
      return `answered:${draft.data.commandId}:${draft.data.step}`;
    case 'transfer.completed':
      return `transfer:${draft.data.commandKey ?? draft.data.autonomous?.transferUrl ?? ''}:${draft.data.completeTime}`;
    case 'du.changed':
      return `du:${draft.data.commandKey ?? ''}:${draft.data.results.map(({ uuid, completeTime }) => uuid + completeTime).join()}`;
    case 'download.requested':
      return `${draft.type}:${draft.data.fileType}:${draft.data.args.map(({ name, value }) => `${name}=${value}`).join()}`;
    case 'device.kicked':
      return `${draft.type}:${draft.data.command}:${draft.data.arg}`;
    default:
      return draft.type;
  }
}
