import type {
  Command,
  DeepReadonly,
  Device,
  DevicePreview,
  DeviceSync,
  Event,
  Image,
  Parameter,
  ProfileRevision,
} from '#libs/api-contract';

export type ShownCommand = DeepReadonly<Command>;
export type ShownDevice = DeepReadonly<Device>;
export type ShownEvent = DeepReadonly<Event>;
export type ShownParameter = DeepReadonly<Parameter>;
export type ShownPreview = DeepReadonly<DevicePreview>;
export type ShownSync = DeepReadonly<DeviceSync>;

/** A command as an operator writes it. */
export interface WantedCommand {
  readonly kind: string;
  readonly [member: string]: unknown;
}

/** The API as an operator's program would call it. Rejects with the problem document's text for any error status. */
export class ApiClient {
  readonly #httpUrl: () => string;

  /** `httpUrl` is asked at every call: an ACS that was restarted has another one. */
  constructor(httpUrl: () => string) {
    this.#httpUrl = httpUrl;
  }

  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const text = await this.text(method, path, body, headers);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The answer as it came: a table, or lines of JSON. */
  async text(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const response = await fetch(`${this.#httpUrl()}/api/v1${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  }

  /** Devices that match a filter; all of them without one. */
  async devices(filter: Readonly<Record<string, unknown>> = {}): Promise<readonly ShownDevice[]> {
    const query = new URLSearchParams({ limit: '500', filter: JSON.stringify(filter) });
    const list = await this.request<{ readonly devices: readonly ShownDevice[] }>('GET', `/devices?${query}`);
    return list.devices;
  }

  device(id: string): Promise<ShownDevice> {
    return this.request('GET', pathOf(id));
  }

  async parameters(id: string, path: string): Promise<readonly ShownParameter[]> {
    const query = new URLSearchParams({ path, limit: '5000' });
    const list = await this.request<{ readonly parameters: readonly ShownParameter[] }>(
      'GET',
      pathOf(id, `/parameters?${query}`),
    );
    return list.parameters;
  }

  async value(id: string, path: string): Promise<string | undefined> {
    return (await this.parameters(id, path))[0]?.value;
  }

  /** Queues a command; under the same key, the same command once. */
  queue(id: string, command: WantedCommand, key?: string): Promise<ShownCommand> {
    return this.request('POST', pathOf(id, '/commands'), command, key === undefined ? {} : { 'idempotency-key': key });
  }

  command(id: string): Promise<ShownCommand> {
    return this.request('GET', `/commands/${id}`);
  }

  /** The command once it is final; as it is after 20 s. */
  finished(id: string): Promise<ShownCommand> {
    return this.request('GET', `/commands/${id}?wait=20`);
  }

  /** Adds a released image, for every device unless it is said for which. */
  async addImage(
    content: Uint8Array,
    said: Readonly<Record<string, string>> = {},
    fits: readonly object[] = [{}],
  ): Promise<DeepReadonly<Image>> {
    const response = await fetch(`${this.#httpUrl()}/api/v1/images?${new URLSearchParams(said)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(content),
    });
    const { id, state } = (await response.json()) as Image;
    if (state === 'draft') await this.request('PATCH', `/images/${id}`, { fits });
    return this.request('POST', `/images/${id}/release`);
  }

  /** The last commands of a device, newest first. */
  async commands(deviceId: string): Promise<readonly ShownCommand[]> {
    const list = await this.request<{ readonly commands: readonly ShownCommand[] }>(
      'GET',
      pathOf(deviceId, '/commands?limit=200'),
    );
    return list.commands;
  }

  /** How a device stands to what is declared for it. */
  sync(deviceId: string): Promise<ShownSync> {
    return this.request('GET', pathOf(deviceId, '/sync'));
  }

  /** What would be done to a device; with a draft, as if that was in force in place of what its profile says. */
  preview(deviceId: string, order: { readonly profile?: string; readonly draft?: object } = {}): Promise<ShownPreview> {
    return this.request('POST', pathOf(deviceId, '/preview'), order);
  }

  /** What a device that may not have called yet is to be: said anew, or more of it. */
  async declare(deviceId: string, said: object): Promise<void> {
    await this.request('PUT', `/declarations/${encodeURIComponent(deviceId)}`, said);
  }

  /** Makes a document the newest revision of a profile and puts it in force; returns its number. */
  async publish(profile: string, document: object): Promise<number> {
    const { number } = await this.request<Pick<ProfileRevision, 'number'>>('POST', `/profiles/${profile}/revisions`, {
      document,
    });
    await this.request('POST', `/profiles/${profile}/publish`, { revision: number });
    return number;
  }

  /** The last events of a device, oldest first. */
  async events(deviceId: string): Promise<readonly ShownEvent[]> {
    const list = await this.request<{ readonly events: readonly ShownEvent[] }>(
      'GET',
      pathOf(deviceId, '/events?limit=200'),
    );
    return list.events.toReversed();
  }
}

function pathOf(deviceId: string, rest = ''): string {
  return `/devices/${encodeURIComponent(deviceId)}${rest}`;
}
