import type { RolloutDevice } from '#libs/api-contract';
import { timestamp } from '#libs/domain';
import type { ApiClient } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/** A rollout in one wave, as an operator begins it. */
export class RunningRollout {
  private constructor(
    private readonly api: ApiClient,
    readonly id: string,
  ) {}

  /** Of an image, on devices by their id; resolves when they are in it. */
  static async start(
    api: ApiClient,
    devices: readonly string[],
    document: Readonly<Record<string, unknown>>,
  ): Promise<RunningRollout> {
    const author = 'anna';
    const whole = {
      target: { filter: { id: { $in: devices } }, mode: 'frozen' },
      waves: [{ size: { percent: 100 } }],
      permits: { cap: devices.length },
      approval: false,
      deadlineAt: timestamp(Date.now() + YEAR_MS),
      ...document,
    };
    const name = `${devices.length} of ${devices[0]}`;
    const { id } = await api.request<{ readonly id: string }>('POST', '/rollouts', { name, document: whole, author });
    const rollout = new RunningRollout(api, id);
    await rollout.act('submit');
    await rollout.act('start');
    await eventually('its devices are in it, and its wave is open', () => rollout.hasBegun(devices));
    return rollout;
  }

  /** CommandKey of its first Download. */
  get key(): string {
    return `F.${this.id}.1.1`;
  }

  async act(action: string, more: object = {}): Promise<void> {
    await this.api.request('POST', `/rollouts/${this.id}/${action}`, { by: 'anna', ...more });
  }

  on(device: string): Promise<RolloutDevice> {
    return this.api.request('GET', `/rollouts/${this.id}/devices/${encodeURIComponent(device)}`);
  }

  /** The state, and why it is final. */
  async stateOf(device: string): Promise<string> {
    const { state, reason } = await this.on(device);
    return reason === undefined ? state : `${state}: ${reason}`;
  }

  private async hasBegun(devices: readonly string[]): Promise<boolean> {
    type View = { readonly rollout: { readonly waves: readonly { readonly state: string }[] } };
    const { rollout } = await this.api.request<View>('GET', `/rollouts/${this.id}`);
    if (!rollout.waves.some(({ state }) => state === 'running')) return false;
    const list = await this.api.request<{ readonly devices: readonly unknown[] }>(
      'GET',
      `/rollouts/${this.id}/devices`,
    );
    return list.devices.length === devices.length;
  }
}
