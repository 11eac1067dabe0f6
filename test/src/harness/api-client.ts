/** What tests read of a device. */
export interface DeviceView {
  readonly id: string;
  readonly identity: {
    readonly manufacturer: string;
    readonly oui: string;
    readonly productClass: string;
    readonly serialNumber: string;
  };
  readonly dataModel: { readonly kind: string; readonly root: string };
  readonly softwareVersion: string;
  readonly methods?: readonly string[];
  readonly rebootPending: boolean;
  readonly lastInformAt: string;
  readonly discovery: {
    readonly state: string;
    readonly parameters: number;
    readonly objects: number;
    readonly unreadable: number;
  };
}

/** What tests read of a command. */
export interface CommandView {
  readonly id: string;
  readonly state: string;
  readonly origin: string;
  readonly attempts: number;
  readonly commandKey: string;
  readonly spec: { readonly kind: string };
  readonly outcome?: {
    readonly status: string;
    readonly reason?: string;
    readonly detail?: string;
    readonly fault?: { readonly faultCode: number; readonly faultString: string };
    readonly result?: Readonly<Record<string, unknown>>;
  };
}

export interface ParameterView {
  readonly path: string;
  readonly value?: string;
  readonly type?: string;
  readonly writable?: boolean;
}

/** The API as an operator's program would call it. Rejects with the problem document's text for any error status. */
export class ApiClient {
  constructor(private readonly httpUrl: string) {}

  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const response = await fetch(`${this.httpUrl}/api/v1${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  devices(): Promise<{ readonly devices: readonly DeviceView[] }> {
    return this.request('GET', '/devices?limit=500');
  }

  device(id: string): Promise<DeviceView> {
    return this.request('GET', `/devices/${encodeURIComponent(id)}`);
  }

  async parameters(id: string, path: string): Promise<readonly ParameterView[]> {
    const query = `path=${encodeURIComponent(path)}&limit=5000`;
    const page = await this.request<{ readonly parameters: readonly ParameterView[] }>(
      'GET',
      `/devices/${encodeURIComponent(id)}/parameters?${query}`,
    );
    return page.parameters;
  }

  queue(id: string, command: Readonly<Record<string, unknown>>, key?: string): Promise<CommandView> {
    return this.request(
      'POST',
      `/devices/${encodeURIComponent(id)}/commands`,
      command,
      key === undefined ? {} : { 'idempotency-key': key },
    );
  }

  command(id: string, waitS = 0): Promise<CommandView> {
    return this.request('GET', `/commands/${id}${waitS > 0 ? `?wait=${waitS}` : ''}`);
  }

  commands(deviceId: string): Promise<{ readonly commands: readonly CommandView[] }> {
    return this.request('GET', `/devices/${encodeURIComponent(deviceId)}/commands?limit=100`);
  }

  events(deviceId: string): Promise<{
    readonly events: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  }> {
    return this.request('GET', `/devices/${encodeURIComponent(deviceId)}/events?limit=100`);
  }
}
