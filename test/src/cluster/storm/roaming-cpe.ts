import type { AcsAnswer } from '../../harness/scripted-cpe/acs-answer.ts';
import type { AcsMessage } from '../../harness/scripted-cpe/acs-message.ts';
import type { EventStruct } from '../../harness/scripted-cpe/envelopes.ts';
import { SmallCpe } from '../../harness/scripted-cpe/small-cpe.ts';

/** An Inform that the ACS has acknowledged. */
export interface AcknowledgedInform {
  readonly deviceId: string;
  /** As the cookie of its answer says. */
  readonly sessionId: string;
  readonly events: readonly EventStruct[];
}

/**
 * A CPE that knows the addresses of all gateways. When a connection breaks, or is refused, it repeats the POST once at
 * another address, cookie and all; what becomes of that is the end of the session, or not.
 */
export class RoamingCpe extends SmallCpe {
  readonly informs: AcknowledgedInform[] = [];
  /** Values it was given by SetParameterValues, in their order. */
  readonly valuesSet: string[] = [];
  /** HTTP status of the last answer. */
  lastStatus: number | undefined;
  /** Answers 503 it got. */
  turnedAway = 0;
  /** When the last answer was 503: how long the ACS asked it to stay away. */
  retryAfterMs: number | undefined;
  readonly #place: { at: number };

  constructor(gateways: readonly string[], serialNumber: string, startAt: number) {
    const place = { at: startAt };
    super(() => gateways[place.at % gateways.length] ?? '', serialNumber);
    this.#place = place;
  }

  override async post(body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}): Promise<AcsAnswer> {
    this.retryAfterMs = undefined;
    this.lastStatus = undefined;
    const answer = await this.#postSomewhere(body, headers);
    this.lastStatus = answer.status;
    if (answer.status === 503) {
      this.turnedAway++;
      this.retryAfterMs = Number(answer.headers['retry-after']) * 1_000;
    }
    return answer;
  }

  override acknowledge(events: readonly EventStruct[]): void {
    super.acknowledge(events);
    const sessionId = /\bmuster=([^;]+)/.exec(this.cookie ?? '')?.[1] ?? 'none';
    this.informs.push({ deviceId: this.deviceId, sessionId, events });
  }

  override execute(rpc: AcsMessage): string {
    if (rpc.method === 'SetParameterValues') this.valuesSet.push(...rpc.texts('Value'));
    return super.execute(rpc);
  }

  async #postSomewhere(body: string | Buffer, headers: Readonly<Record<string, string>>): Promise<AcsAnswer> {
    try {
      return await super.post(body, headers);
    } catch {
      this.#place.at++;
      this.reconnect();
      return await super.post(body, headers);
    }
  }
}
