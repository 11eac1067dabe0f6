import { Agent, type IncomingMessage, request } from 'node:http';
import { type AcsAnswer, acsAnswer } from './acs-answer.ts';
import type { AcsMessage } from './acs-message.ts';
import { type EnvelopeOptions, envelope, type Identity, type InformOptions, inform, text } from './envelopes.ts';

export interface ScriptedCpeOptions {
  /** `Router` by default. */
  readonly productClass?: string;
  /** Returns cookies: true by default. */
  readonly cookies?: boolean;
}

/** What identifies an RPC in the answer to it. */
export type RpcReference = Pick<AcsMessage, 'id' | 'namespace'>;

/** A CPE that does what the test says, step by step, over real HTTP; nothing of Muster's own codec is in it. */
export class ScriptedCpe {
  readonly identity: Identity;
  /** Of the device in the API. */
  readonly deviceId: string;
  /** The Cookie header to be sent. */
  cookie: string | undefined;
  readonly #url: () => string;
  readonly #cookies: boolean;
  #agent = newAgent();
  #requests = 0;

  /** `url` is asked at every POST; the serial number has letters, digits and underscores. */
  constructor(url: () => string, serialNumber: string, options: ScriptedCpeOptions = {}) {
    const { productClass = 'Router', cookies = true } = options;
    this.identity = { manufacturer: 'Example', oui: '00D09E', productClass, serialNumber };
    this.deviceId = `00D09E-${productClass}-${serialNumber}`;
    this.#url = url;
    this.#cookies = cookies;
  }

  /** From now on another TCP connection; the session may go on in it. */
  reconnect(): void {
    this.#agent.destroy();
    this.#agent = newAgent();
  }

  /** Ends the connection, also in mid-request, and forgets the session. */
  close(): void {
    this.reconnect();
    this.cookie = undefined;
  }

  /** POSTs a body as it is (empty: without Content-Type, TR-069 §3.4.1). Rejects when the connection breaks. */
  async post(body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}): Promise<AcsAnswer> {
    const bytes = Buffer.from(body);
    const soap = bytes.length === 0 ? {} : { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '' };
    const cookie = this.cookie === undefined ? {} : { Cookie: this.cookie };
    const length = 'Transfer-Encoding' in headers ? {} : { 'Content-Length': String(bytes.length) };
    const all = { ...soap, ...cookie, ...length, ...headers };
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(this.#url(), { method: 'POST', agent: this.#agent, headers: all }, resolve);
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
    const answer = await textOf(incoming);
    this.#keepCookie(incoming.headers['set-cookie']);
    return acsAnswer(incoming.statusCode ?? 0, incoming.headers, answer);
  }

  inform(options: InformOptions = {}): Promise<AcsAnswer> {
    return this.post(inform(this.identity, options));
  }

  /** POSTs a request of the CPE; the ID is made up unless given. */
  request(body: string, id = `cpe-${++this.#requests}`): Promise<AcsAnswer> {
    return this.post(envelope(body, { id }));
  }

  /** POSTs the answer to an RPC. */
  answer(rpc: RpcReference, body: string): Promise<AcsAnswer> {
    return this.post(envelope(body, replyOptions(rpc)));
  }

  #keepCookie(setCookie: readonly string[] | undefined): void {
    if (!this.#cookies || setCookie === undefined) return;
    this.cookie = setCookie.map((one) => one.replace(/;.*/, '')).join('; ');
  }
}

/** Namespace and ID of a reply to this RPC. */
export function replyOptions({ id, namespace }: RpcReference): EnvelopeOptions {
  return { namespace: namespace.replace('urn:dslforum-org:', ''), id: id === undefined ? null : text(id) };
}

function newAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
