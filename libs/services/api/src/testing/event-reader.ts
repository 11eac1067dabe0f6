/** A server-sent event as it came. */
export interface SentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** Reads server-sent events as a browser does. */
export class EventReader {
  readonly response: Response;
  readonly #body: ReadableStreamDefaultReader<Uint8Array>;
  readonly #abort: AbortController;
  readonly #decoder = new TextDecoder();
  #text = '';

  private constructor(response: Response, abort: AbortController) {
    if (response.body === null) throw new Error('the answer has no body');
    this.response = response;
    this.#body = response.body.getReader();
    this.#abort = abort;
  }

  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventReader> {
    const abort = new AbortController();
    return new EventReader(await fetch(url, { headers, signal: abort.signal }), abort);
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
        const { value, done } = await this.#body.read();
        if (done) return undefined;
        this.#text += this.#decoder.decode(value, { stream: true });
      }
    }
  }

  close(): void {
    this.#abort.abort();
  }
}

function parse(block: string): SentEvent {
  const fields = block
    .split('\n')
    .filter((line) => !line.startsWith(':'))
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()] as const);
  return Object.fromEntries(fields);
}
