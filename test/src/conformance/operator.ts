/** What the API tells of a command, as far as these tests look at it. */
export interface CommandView {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly outcome?: {
    readonly status: string;
    readonly reason?: string;
    readonly detail?: string;
    readonly result?: { readonly values?: readonly { readonly name: string; readonly value: string }[] };
  };
}

export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Someone who uses the API. */
export class Operator {
  constructor(private readonly httpUrl: string) {}

  /** Queues a command; it must be accepted. */
  async queue(deviceId: string, spec: object): Promise<CommandView> {
    const { status, json } = await this.call('POST', `/devices/${encodeURIComponent(deviceId)}/commands`, spec);
    if (status !== 201) throw new Error(`the command was not accepted: ${status} ${JSON.stringify(json)}`);
    return json as CommandView;
  }

  /** The command when it is over, or as it is after twenty seconds. */
  async finished(commandId: string): Promise<CommandView> {
    return (await this.call('GET', `/commands/${commandId}?wait=20`)).json as CommandView;
  }

  async command(commandId: string): Promise<CommandView> {
    return (await this.call('GET', `/commands/${commandId}`)).json as CommandView;
  }

  /** The device, or undefined when nobody knows it. */
  async device(deviceId: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { status, json } = await this.call('GET', `/devices/${encodeURIComponent(deviceId)}`);
    return status === 404 ? undefined : (json as Readonly<Record<string, unknown>>);
  }

  /** Value by path of what is known of a device. */
  async parameters(deviceId: string): Promise<ReadonlyMap<string, string | undefined>> {
    const { json } = await this.call('GET', `/devices/${encodeURIComponent(deviceId)}/parameters?limit=5000`);
    const { parameters } = json as {
      readonly parameters: readonly { readonly path: string; readonly value?: string }[];
    };
    return new Map(parameters.map(({ path, value }) => [path, value]));
  }

  /** Events of a device, oldest first. */
  async events(deviceId: string): Promise<readonly EventView[]> {
    const { json } = await this.call('GET', `/devices/${encodeURIComponent(deviceId)}/events?limit=200`);
    return [...(json as { readonly events: readonly EventView[] }).events].reverse();
  }

  async deviceCount(): Promise<number> {
    const { json } = await this.call('GET', '/devices?limit=1&count=true');
    return (json as { readonly total: number }).total;
  }

  private async call(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly json: unknown }> {
    const response = await fetch(`${this.httpUrl}/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    return { status: response.status, json: answered === '' ? undefined : (JSON.parse(answered) as unknown) };
  }
}
