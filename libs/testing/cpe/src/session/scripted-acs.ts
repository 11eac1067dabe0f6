import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync, inflateSync } from 'node:zlib';

/** A POST as the ACS got it. */
export interface ReceivedPost {
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: Buffer;
  readonly body: string;
  /** The element in the Body, `Fault`, or empty for an empty POST. */
  readonly method: string;
  /** Counts connections from 0. */
  readonly connection: number;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Chooses the answer to the nth POST; undefined leaves it to the script. `destroy` closes the connection instead. */
export type Override = (post: ReceivedPost, n: number) => ScriptedAnswer | 'destroy' | undefined;

const NAMESPACES =
  'xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"' +
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** An envelope as a good ACS writes it. */
export const acsEnvelope = (id: string, content: string, namespace = 'urn:dslforum-org:cwmp-1-2'): string =>
  `<SOAP-ENV:Envelope ${NAMESPACES} xmlns:cwmp="${namespace}"><SOAP-ENV:Header>` +
  `<cwmp:ID SOAP-ENV:mustUnderstand="1">${id}</cwmp:ID></SOAP-ENV:Header>` +
  `<SOAP-ENV:Body>${content}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;

export const acsFault = (code: number): string =>
  '<SOAP-ENV:Fault><faultcode>Server</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault>' +
  `<FaultCode>${code}</FaultCode><FaultString>Refused</FaultString></cwmp:Fault></detail></SOAP-ENV:Fault>`;

const withBody = (body: string, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': String(Buffer.byteLength(body)), ...headers },
  body,
});

/** A small ACS for the specs of this library: it sends each session the RPCs it was given, and keeps what it received. */
export class ScriptedAcs {
  readonly posts: ReceivedPost[] = [];
  readonly #server: Server;
  readonly #sockets = new Map<Socket, number>();
  readonly #rpcs: readonly string[];
  readonly #override: Override;
  /** What is left to send, by session cookie. */
  readonly #left = new Map<string, readonly string[]>();
  #latest = '';

  constructor(rpcs: readonly string[] = [], override: Override = () => undefined) {
    this.#rpcs = rpcs;
    this.#override = override;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const post = this.#received(request.headers, Buffer.concat(chunks), request.socket);
        const answer = this.#override(post, this.posts.length - 1) ?? this.#answer(post);
        if (answer === 'destroy') request.socket.destroy();
        else response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
      });
    });
    // On a busy machine a connection that is in use may be idle for long, and must not be closed for that.
    this.#server.keepAliveTimeout = 0;
  }

  /** Starts it; the result is its URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/acs?x=1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #received(headers: IncomingHttpHeaders, rawBody: Buffer, socket: Socket): ReceivedPost {
    const connection = this.#sockets.get(socket) ?? this.#sockets.size;
    this.#sockets.set(socket, connection);
    const coding = headers['content-encoding'];
    const plain = coding === 'gzip' ? gunzipSync(rawBody) : coding === 'deflate' ? inflateSync(rawBody) : rawBody;
    const body = plain.toString('utf8');
    const method = /<(?:[\w-]+:)?Body>\s*<(?:[\w-]+:)?(\w+)/.exec(body)?.[1] ?? '';
    const post = { headers, rawBody, body, method, connection };
    this.posts.push(post);
    return post;
  }

  #answer({ method, body, headers }: ReceivedPost): ScriptedAnswer {
    const id = /ID[^>]*>([^<]*)</.exec(body)?.[1] ?? '';
    if (method === 'Inform') {
      this.#latest = `session=abc${this.#left.size || ''}`;
      this.#left.set(this.#latest, this.#rpcs);
      const content = '<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>';
      return withBody(acsEnvelope(id, content), { 'Set-Cookie': `${this.#latest}; Path=/; HttpOnly` });
    }
    if (method !== '' && !method.endsWith('Response') && method !== 'Fault')
      return withBody(acsEnvelope(id, `<cwmp:${method}Response></cwmp:${method}Response>`));
    const session = /session=\w+/.exec(headers.cookie ?? '')?.[0] ?? this.#latest;
    const [next, ...left] = this.#left.get(session) ?? [];
    this.#left.set(session, left);
    return next === undefined ? { status: 204 } : withBody(acsEnvelope(`acs-${left.length}`, next));
  }
}
