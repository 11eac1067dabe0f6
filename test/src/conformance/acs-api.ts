/** What these tests look at in a command. */
export interface ShownCommand {
  readonly id: string;
  readonly commandKey: string;
  readonly state: string;
  readonly rpcs: number;
  readonly spec: { readonly kind: string };
  readonly onWire?: { readonly method: string };
  readonly awaiting?: { readonly what: string };
  readonly outcome?: {
    readonly status: string;
    readonly reason?: string;
    readonly detail?: string;
    readonly fault?: {
      readonly faultCode: number;
      readonly parameterFaults: readonly { readonly parameterName: string; readonly faultCode: number }[];
    };
    readonly result?: {
      readonly values?: readonly { readonly name: string; readonly value: string }[];
      readonly instanceNumber?: number;
      readonly status?: number;
      readonly note?: string;
      readonly response?: unknown;
      readonly unreadable?: readonly string[];
    };
  };
}

export interface ShownDevice {
  readonly id: string;
  readonly dataModel: { readonly kind: string; readonly root: string };
  readonly methods?: readonly string[];
  readonly discovery: { readonly state: string };
  readonly rebootPending: boolean;
  readonly attributes: readonly { readonly path: string; readonly notification: number }[];
}

export interface ShownEvent {
  readonly id: string;
  readonly type: string;
  readonly deviceId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ShownParameter {
  readonly path: string;
  readonly value?: string;
  readonly type?: string;
  readonly writable?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The API of a running ACS, as an operator's program uses it. */
export class AcsApi {
  readonly #url: string;

  constructor(httpUrl: string) {
    this.#url = `${httpUrl}/api/v1`;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Queues a command; rejects when it is not accepted. */
  async queue(
    deviceId: string,
    spec: { readonly kind: string; readonly [member: string]: unknown },
  ): Promise<ShownCommand> {
    const { status, body } = await this.call('POST', `/devices/${deviceId}/commands`, spec);
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as ShownCommand;
  }

  command(id: string): Promise<ShownCommand> {
    return this.#get(`/commands/${id}`);
  }

  /** The command once it is final; as it is after 20 s. */
  finished(id: string): Promise<ShownCommand> {
    return this.#get(`/commands/${id}?wait=20`);
  }

  async commands(deviceId: string): Promise<readonly ShownCommand[]> {
    const list = await this.#get<{ commands: readonly ShownCommand[] }>(`/devices/${deviceId}/commands?limit=200`);
    return list.commands;
  }

  device(deviceId: string): Promise<ShownDevice> {
    return this.#get(`/devices/${deviceId}`);
  }

  async parameters(deviceId: string, path: string): Promise<readonly ShownParameter[]> {
    const query = new URLSearchParams({ path });
    const list = await this.#get<{ parameters: readonly ShownParameter[] }>(`/devices/${deviceId}/parameters?${query}`);
    return list.parameters;
  }

  async value(deviceId: string, path: string): Promise<string | undefined> {
    return (await this.parameters(deviceId, path))[0]?.value;
  }

  /** The last events of a device, oldest first. */
  async events(deviceId: string): Promise<readonly ShownEvent[]> {
    const list = await this.#get<{ events: readonly ShownEvent[] }>(`/devices/${deviceId}/events?limit=200`);
    return [...list.events].reverse();
  }

  async #get<T>(path: string): Promise<T> {
    const { status, body } = await this.call('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  }
}
