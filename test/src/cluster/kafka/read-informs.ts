import { readTopic, type TopicRecord } from '#libs/testing/servers';
import type { LoggedInform } from './inform-ledger.ts';
import { MARK_EVENT } from './marked-cpe.ts';

/** The marked Informs that are in Kafka, those of each device in their order. */
export async function readInforms(brokers: readonly string[], topicPrefix: string): Promise<readonly LoggedInform[]> {
  const found: LoggedInform[] = [];
  await readTopic(brokers, eventTopic(topicPrefix), (record) => {
    const mark = markIn(record);
    if (mark !== undefined) found.push({ deviceId: record.key, mark, eventId: record.headers.ce_id ?? '' });
  });
  return found;
}

export function eventTopic(topicPrefix: string): string {
  return `${topicPrefix}muster.device.v1`;
}

interface InformedData {
  readonly events: readonly { readonly eventCode: string; readonly commandKey: string }[];
}

function markIn({ headers, value }: TopicRecord): number | undefined {
  if (headers.ce_type !== 'muster.device.informed') return undefined;
  const { events } = JSON.parse(value) as InformedData;
  const marked = events.find(({ eventCode }) => eventCode === MARK_EVENT);
  return marked && Number(marked.commandKey);
}
