import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One TCP connection to the ACS, with the cookies of one session. */
export class CpeConnection {
  /** What is sent as Cookie; empty for none. */
  cookie = '';
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string) {
    this.#url = url;
  }

  /** POSTs a body (empty: without Content-Type, as TR-069 §3.4.1 wants it). Rejects when the connection breaks. */
  post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const all = {
      'Content-Length': String(Buffer.byteLength(body)),
      ...(body.length === 0 ? {} : { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '' }),
      ...(this.cookie === '' ? {} : { Cookie: this.cookie }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const posted = request(this.#url, { method: 'POST', agent: this.#agent, headers: all }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const [set] = response.headers['set-cookie'] ?? [];
          if (set !== undefined) this.cookie = set.split(';', 1)[0] ?? '';
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      });
      posted.on('error', reject);
      posted.end(body);
    });
  }

  /** Ends the connection, also in mid-request. */
  close(): void {
    this.#agent.destroy();
  }
}
