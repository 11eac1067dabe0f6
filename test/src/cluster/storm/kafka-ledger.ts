import type { TopicRecord } from '#libs/testing/servers';
import { FINAL_STATES } from './mortal-cluster.ts';

const FINAL_TYPES = FINAL_STATES.map((state) => `muster.command.${state}`);

/** What Kafka has, read record by record without Muster's own decoder. */
export class KafkaLedger {
  records = 0;
  /** Records that came again with the id of an earlier one. */
  repeated = 0;
  /** Codes of the events of each Inform, by session. */
  readonly informs = new Map<string, readonly string[]>();
  /** States that each command was said to have ended in, by command. */
  readonly ends = new Map<string, readonly string[]>();
  readonly #seen = new Set<string>();

  readonly add = ({ headers, value }: TopicRecord): void => {
    this.records++;
    const { ce_id: id = '', ce_type: type = '' } = headers;
    // Of the bus at least once is asked: a repetition has the id of the first.
    if (this.#seen.has(id)) {
      this.repeated++;
      return;
    }
    this.#seen.add(id);
    if (type === 'muster.device.informed') this.#informed(JSON.parse(value));
    else if (FINAL_TYPES.includes(type)) this.#ended(JSON.parse(value), type.replace('muster.command.', ''));
  };

  #informed({ sessionId, events }: InformedData): void {
    this.informs.set(
      sessionId,
      events.map(({ eventCode }) => eventCode),
    );
  }

  #ended({ commandId }: EndedData, state: string): void {
    this.ends.set(commandId, [...(this.ends.get(commandId) ?? []), state]);
  }
}

interface InformedData {
  readonly sessionId: string;
  readonly events: readonly { readonly eventCode: string }[];
}

interface EndedData {
  readonly commandId: string;
}
