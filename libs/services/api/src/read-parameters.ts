import type { DeviceId, DeviceStore, ReportedParameter, ReportedStore, SubtreeQuery } from '#libs/domain';

export type ParametersOutcome =
  | { readonly status: 'read'; readonly parameters: readonly ReportedParameter[]; readonly next?: string }
  | { readonly status: 'unknownDevice' };

/** A page of what a device reported; `next` is the path to go on after. */
export class ReadParameters {
  readonly #devices: DeviceStore;
  readonly #reported: ReportedStore;

  constructor(devices: DeviceStore, reported: ReportedStore) {
    this.#devices = devices;
    this.#reported = reported;
  }

  async execute(deviceId: DeviceId, query: SubtreeQuery): Promise<ParametersOutcome> {
    if ((await this.#devices.get(deviceId)) === undefined) return { status: 'unknownDevice' };
    const found = await this.#reported.read(deviceId, { ...query, limit: query.limit + 1 });
    const parameters = found.slice(0, query.limit);
    const next = found.length > query.limit ? parameters.at(-1)?.path : undefined;
    return { status: 'read', parameters, ...(next === undefined ? {} : { next }) };
  }
}
