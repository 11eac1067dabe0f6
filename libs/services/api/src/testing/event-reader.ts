import { once } from 'node:events';
import http from 'node:http';

/** A server-sent event as it came. */
export interface SentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** Reads server-sent events as a browser does, on a connection of its own. */
export class EventReader {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly #response: http.IncomingMessage;
  readonly #chunks: AsyncIterator<unknown>;
  #text = '';

  private constructor(response: http.IncomingMessage) {
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    this.#response = response.setEncoding('utf8');
    this.#chunks = response[Symbol.asyncIterator]();
  }

  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventReader> {
    const request = http.get(url, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return new EventReader(response);
  }

  /** The next event with data; undefined at the end of the stream. */
  async next(): Promise<SentEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const event = parse(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
        if (event.data !== undefined) return event;
      } else {
        const { value, done } = await this.#chunks.next();
        if (done) return undefined;
        this.#text += String(value);
      }
    }
  }

  close(): void {
    this.#response.destroy();
  }
}

function parse(block: string): SentEvent {
  const fields = block
    .split('\n')
    .filter((line) => !line.startsWith(':'))
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()] as const);
  return Object.fromEntries(fields);
}
