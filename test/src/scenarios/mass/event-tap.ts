import { until } from '#libs/testing/servers';
import type { ShownEvent } from '../../harness/api-client.ts';

/** All events of some types from the moment it listens, each once; it goes on where it was when the API comes back. */
export class EventTap {
  readonly #events = new Map<string, ShownEvent>();
  readonly #url: () => string;
  readonly #ending = new AbortController();
  #cursor: string | undefined;
  #reading: Promise<void> = Promise.resolve();

  private constructor(url: () => string) {
    this.#url = url;
  }

  static async open(apiUrl: () => string, types: readonly string[]): Promise<EventTap> {
    const tap = new EventTap(() => `${apiUrl()}/api/v1/events?types=${types.join(',')}`);
    const first = await tap.#connect();
    tap.#reading = tap.#read(first);
    return tap;
  }

  /** In the order in which they came. */
  of(type: string, subject: string): readonly ShownEvent[] {
    return [...this.#events.values()].filter((event) => event.type === type && about(event) === subject);
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#reading;
  }

  #connect(): Promise<Response> {
    const headers = this.#cursor === undefined ? {} : { 'last-event-id': this.#cursor };
    return fetch(this.#url(), { headers, signal: this.#ending.signal });
  }

  async #read(first: Response): Promise<void> {
    let response = first;
    while (!this.#ending.signal.aborted) {
      await this.#pour(response).catch(() => undefined);
      if (this.#ending.signal.aborted) return;
      await until('the API is back', async () => {
        response = await this.#connect();
        return true;
      });
    }
  }

  async #pour({ body }: Response): Promise<void> {
    let rest = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) this.#take(frame);
    }
  }

  #take(frame: string): void {
    const lines = frame.split('\n');
    this.#cursor = fieldIn(lines, 'id: ') ?? this.#cursor;
    const data = fieldIn(lines, 'data: ');
    if (data === undefined) return;
    const event = JSON.parse(data) as ShownEvent;
    this.#events.set(event.id, event);
  }
}

function fieldIn(lines: readonly string[], name: string): string | undefined {
  return lines.find((line) => line.startsWith(name))?.slice(name.length);
}

/** The rollout that an event is about. */
function about(event: ShownEvent): unknown {
  return event.rollout ?? event.data.rollout;
}
