import { type Device, type DeviceId, type DeviceStore, type Presence, SORTABLE_DEVICE_FIELDS } from '#libs/domain';
import { filterPath, readFilter } from './read-filter.ts';

export interface DeviceListQuery {
  /** JSON of the filter language. */
  readonly filter?: string;
  readonly sort: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly count: boolean;
}

export type DeviceListOutcome =
  | {
      readonly status: 'listed';
      readonly devices: readonly Device[];
      readonly lastSeen: ReadonlyMap<DeviceId, number>;
      readonly next?: string;
      readonly total?: number;
    }
  | { readonly status: 'invalid'; readonly path: string; readonly message: string };

/** A page of devices, with what presence knows of each. Rejects with InvalidCursor. */
export class ListDevices {
  readonly #devices: DeviceStore;
  readonly #presence: Presence;

  constructor(devices: DeviceStore, presence: Presence) {
    this.#devices = devices;
    this.#presence = presence;
  }

  async execute({ filter: json, sort, limit, cursor, count }: DeviceListQuery): Promise<DeviceListOutcome> {
    if (!isSortable(sort)) {
      const message = `must be one of ${SORTABLE_DEVICE_FIELDS.join(', ')}, with a minus before it to sort downwards`;
      return { status: 'invalid', path: 'sort', message };
    }
    const parsed = readFilter(json);
    if ('error' in parsed)
      return { status: 'invalid', path: filterPath(parsed.error.path), message: parsed.error.message };
    const { filter } = parsed;
    const [page, total] = await Promise.all([
      this.#devices.list({ filter, sort, limit, ...(cursor === undefined ? {} : { cursor }) }),
      count ? this.#devices.count(filter) : undefined,
    ]);
    return {
      status: 'listed',
      devices: page.devices,
      lastSeen: await this.#presence.lastSeen(page.devices.map((device) => device.id)),
      ...(page.next === undefined ? {} : { next: page.next }),
      ...(total === undefined ? {} : { total }),
    };
  }
}

function isSortable(sort: string): boolean {
  const field = sort.startsWith('-') ? sort.slice(1) : sort;
  return SORTABLE_DEVICE_FIELDS.some((name) => name === field);
}
