import type { Device, DeviceStore } from '#libs/domain';
import { type ComplianceQuery, complianceFilter } from './compliance-query.ts';

export interface CompliancePageQuery extends ComplianceQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly count: boolean;
}

export type ComplianceOutcome =
  | { readonly devices: readonly Device[]; readonly next?: string; readonly total?: number }
  | { readonly error: { readonly path: string; readonly message: string } };

/** A page of the devices that are not as declared, by id. Rejects with InvalidCursor. */
export class ListCompliance {
  readonly #devices: DeviceStore;

  constructor(devices: DeviceStore) {
    this.#devices = devices;
  }

  async execute({ limit, cursor, count, ...query }: CompliancePageQuery): Promise<ComplianceOutcome> {
    const read = complianceFilter(query);
    if ('error' in read) return read;
    const { filter } = read;
    const [page, total] = await Promise.all([
      this.#devices.list({ filter, sort: 'id', limit, ...(cursor === undefined ? {} : { cursor }) }),
      count ? this.#devices.count(filter) : undefined,
    ]);
    return { ...page, ...(total === undefined ? {} : { total }) };
  }
}
