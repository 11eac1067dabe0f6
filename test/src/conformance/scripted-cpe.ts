import { Agent, request } from 'node:http';
import { type AcsAnswer, acsAnswer, stringsIn, textOf } from './acs-answer.ts';
import {
  type EnvelopeOptions,
  fault,
  type Identity,
  type InformOptions,
  inform,
  message,
  parameterList,
  text,
} from './envelopes.ts';

export interface ScriptedCpeOptions {
  /** Returns cookies: true by default. */
  readonly cookies?: boolean;
  /** Its whole tree: parameters by name. */
  readonly tree?: Readonly<Record<string, string>>;
  /** Adds to or replaces what it answers to RPCs; undefined leaves it to the tree. The answer is a whole envelope. */
  readonly answers?: (rpc: AcsAnswer['message']) => string | undefined;
}

export const SMALL_TREE: Readonly<Record<string, string>> = {
  'Device.DeviceInfo.SoftwareVersion': '1.0.0',
  'Device.DeviceInfo.UpTime': '12',
  'Device.ManagementServer.ParameterKey': '',
};

/** A CPE that does what the test says, step by step, over real HTTP; nothing of Muster's own codec is in it. */
export class ScriptedCpe {
  readonly identity: Identity;
  /** Of the device in the API. */
  readonly deviceId: string;
  readonly tree: Record<string, string>;
  /** The Cookie header to be sent. */
  cookie: string | undefined;
  private agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly options: ScriptedCpeOptions;

  constructor(
    private readonly url: string,
    /** Letters and digits. */
    serial: string,
    options: ScriptedCpeOptions = {},
  ) {
    this.identity = { manufacturer: 'Example', oui: '00D09E', productClass: 'Router', serial };
    this.deviceId = `00D09E-Router-${serial}`;
    this.options = options;
    this.tree = { ...(options.tree ?? SMALL_TREE) };
  }

  /** From now on another TCP connection. */
  reconnect(): void {
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
  }

  /** Closes its connection. */
  close(): void {
    this.agent.destroy();
  }

  post(body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}): Promise<AcsAnswer> {
    const bytes = Buffer.from(body);
    const soap = bytes.length === 0 ? {} : { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '' };
    const cookie = this.cookie === undefined ? {} : { Cookie: this.cookie };
    const length = 'Transfer-Encoding' in headers ? {} : { 'Content-Length': String(bytes.length) };
    const all = { ...soap, ...cookie, ...length, ...headers };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.url, { method: 'POST', agent: this.agent, headers: all }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          this.keepCookie(incoming.headers['set-cookie']);
          const answer = Buffer.concat(chunks).toString('utf8');
          resolve(acsAnswer(incoming.statusCode ?? 0, incoming.headers, answer));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  }

  inform(options: InformOptions = {}): Promise<AcsAnswer> {
    return this.post(inform(this.identity, options));
  }

  /** A whole session: Inform, then it answers RPCs from its tree until 204. Returns the RPCs it got. */
  async session(options: InformOptions = {}): Promise<readonly AcsAnswer['message'][]> {
    const opened = await this.inform(options);
    if (opened.status !== 200) throw new Error(`the Inform was answered with ${opened.status}: ${opened.body}`);
    return this.work(await this.post());
  }

  /** First contact, as far as it goes: afterwards the ACS knows it and wants nothing of it. */
  async becomeKnown(): Promise<this> {
    await this.session({ events: ['0 BOOTSTRAP', '1 BOOT'] });
    return this;
  }

  /** Answers RPCs, beginning with the one in `first`, until 204. */
  async work(first: AcsAnswer): Promise<readonly AcsAnswer['message'][]> {
    const rpcs: AcsAnswer['message'][] = [];
    let answer = first;
    while (answer.status !== 204) {
      if (answer.status !== 200) throw new Error(`the session ended with ${answer.status}: ${answer.body}`);
      rpcs.push(answer.message);
      answer = await this.post(this.answerTo(answer.message));
    }
    return rpcs;
  }

  /** What a CPE with this tree answers. */
  answerTo(rpc: AcsAnswer['message']): string {
    const scripted = this.options.answers?.(rpc);
    if (scripted !== undefined) return scripted;
    const options = replyOptions(rpc);
    switch (rpc.method) {
      case 'GetRPCMethods':
        return message('GetRPCMethodsResponse', methodList(METHODS), options);
      case 'GetParameterNames':
        return message('GetParameterNamesResponse', this.names(textOf(rpc.args.ParameterPath) ?? ''), options);
      case 'GetParameterValues': {
        const asked = stringsIn(rpc.args.ParameterNames);
        const found = Object.entries(this.tree).filter(([name]) => asked.some((path) => isBelow(name, path)));
        return message('GetParameterValuesResponse', parameterList(found), options);
      }
      case 'SetParameterValues':
        return message('SetParameterValuesResponse', '<Status>0</Status>', options);
      case 'SetParameterAttributes':
        return message('SetParameterAttributesResponse', '', options);
      default:
        return fault(9000, 'Method not supported', options);
    }
  }

  private names(path: string): string {
    const below = Object.keys(this.tree).filter((name) => isBelow(name, path));
    const objects = new Set(below.flatMap(objectsAbove).filter((object) => object.startsWith(path)));
    const structs = [...objects, ...below].map(
      (name) => `<ParameterInfoStruct><Name>${text(name)}</Name><Writable>0</Writable></ParameterInfoStruct>`,
    );
    return `<ParameterList soapenc:arrayType="cwmp:ParameterInfoStruct[${structs.length}]">${structs.join('')}</ParameterList>`;
  }

  private keepCookie(setCookie: readonly string[] | undefined): void {
    if (this.options.cookies === false || setCookie === undefined) return;
    this.cookie = setCookie.map((one) => one.replace(/;.*/, '')).join('; ');
  }
}

/** Namespace and ID of a reply to this RPC. */
export function replyOptions(rpc: AcsAnswer['message']): EnvelopeOptions {
  return { namespace: rpc.namespace.replace('urn:dslforum-org:', ''), id: rpc.id === undefined ? null : text(rpc.id) };
}

const METHODS = [
  'GetRPCMethods',
  'GetParameterNames',
  'GetParameterValues',
  'SetParameterValues',
  'SetParameterAttributes',
];

function methodList(methods: readonly string[]): string {
  const strings = methods.map((method) => `<string>${method}</string>`).join('');
  return `<MethodList soapenc:arrayType="xsd:string[${methods.length}]">${strings}</MethodList>`;
}

function isBelow(name: string, path: string): boolean {
  return path === '' || name === path || (path.endsWith('.') && name.startsWith(path));
}

function objectsAbove(name: string): readonly string[] {
  const parts = name.split('.').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('.')}.`);
}
