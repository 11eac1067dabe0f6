import type { EventTypeName } from '#libs/api-contract';
import {
  type Clock,
  type DeviceId,
  type EventBus,
  type EventRecord,
  eventSubject,
  type FollowedEvent,
} from '#libs/domain';
import { isInternal } from '#libs/event-contract';
import { showEvent } from './show-event.ts';

const heartbeatMs = 15_000;
const retryMs = 3_000;

export interface StreamQuery {
  readonly types?: readonly EventTypeName[];
  readonly deviceId?: DeviceId;
  /** Cursor of the last event that the reader has. */
  readonly after?: string;
}

/** Where a stream goes: a socket that can be full, and whose reader can go away. */
export interface Sink {
  /** False when no more should be written before `drained`. */
  write(data: string | Uint8Array): boolean;
  /** Resolves when there is room again, or nobody to write to. */
  drained(): Promise<void>;
  readonly gone: AbortSignal;
}

export interface EventStream {
  /** Writes until the reader is gone or the streams are closed. */
  pour(sink: Sink): Promise<void>;
}

/** The event streams that are open, as server-sent events (WHATWG HTML §9.2). */
export class EventStreams {
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #maxStreams: number;
  readonly #closing = new AbortController();
  #open = 0;

  constructor(bus: EventBus, clock: Clock, maxStreams: number) {
    this.#bus = bus;
    this.#clock = clock;
    this.#maxStreams = maxStreams;
  }

  /** Begins where `query.after` says, or now. Undefined when as many are open as may. Throws InvalidCursor. */
  open({ after, ...query }: StreamQuery): EventStream | undefined {
    if (this.#closing.signal.aborted || this.#open >= this.#maxStreams) return undefined;
    const ending = new AbortController();
    const end = () => ending.abort();
    const events = this.#bus.follow({ signal: ending.signal, ...(after === undefined ? {} : { after }) });
    this.#open++;
    return {
      pour: async (sink) => {
        const signals = [sink.gone, this.#closing.signal];
        for (const signal of signals) signal.addEventListener('abort', end);
        if (signals.some((signal) => signal.aborted)) end();
        try {
          await this.#pour(events, query, sink, after);
        } finally {
          for (const signal of signals) signal.removeEventListener('abort', end);
          end();
          this.#open--;
        }
      },
    };
  }

  /** Ends all streams; their readers come back by themselves, elsewhere. */
  close(): void {
    this.#closing.abort();
  }

  async #pour(
    events: AsyncIterable<FollowedEvent>,
    query: Omit<StreamQuery, 'after'>,
    sink: Sink,
    after: string | undefined,
  ): Promise<void> {
    let cursor = after;
    let full = !sink.write(`retry: ${retryMs}\n\n`);
    const stopHeartbeat = this.#every(heartbeatMs, () => {
      // The id goes along, so that a reader of rare events need not go through all the others again.
      if (!full) sink.write(`${cursor === undefined ? '' : `id: ${cursor}\n`}: still here\n\n`);
    });
    try {
      for await (const followed of events) {
        cursor = followed.cursor;
        if (!isWanted(followed.event, query)) continue;
        full = !sink.write(frame(followed));
        // Nothing more is read from the bus while the socket is full: a slow reader costs no memory.
        if (full) await sink.drained();
        full = false;
      }
    } finally {
      stopHeartbeat();
    }
  }

  #every(intervalMs: number, action: () => void): () => void {
    let cancel = () => {};
    const next = () => {
      cancel = this.#clock.after(intervalMs, () => {
        action();
        next();
      });
    };
    next();
    return () => cancel();
  }
}

function isWanted(event: EventRecord, { types, deviceId }: Omit<StreamQuery, 'after'>): boolean {
  if (deviceId !== undefined && eventSubject(event) !== deviceId) return false;
  return types === undefined ? !isInternal(event.type) : types.includes(event.type);
}

/** JSON has no line breaks, so that one data line carries it. */
function frame({ cursor, event }: FollowedEvent): string {
  return `id: ${cursor}\nevent: ${event.type}\ndata: ${JSON.stringify(showEvent(event))}\n\n`;
}
