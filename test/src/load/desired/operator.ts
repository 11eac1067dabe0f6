import type { ProfileDocument } from '#libs/domain';
import { ApiClient } from '../../harness/api-client.ts';

/** Who declares what devices should look like, by the API. */
export class Operator {
  readonly #api: ApiClient;

  constructor(httpUrl: string) {
    this.#api = new ApiClient(() => httpUrl);
  }

  /** Adds a revision. Resolves with its number. */
  async add(profile: string, document: ProfileDocument): Promise<number> {
    const { number } = await this.#api.request<{ readonly number: number }>('POST', `/profiles/${profile}/revisions`, {
      document,
    });
    return number;
  }

  /** Puts a revision in force. Resolves with how long the call took, in milliseconds. */
  async publish(profile: string, revision: number): Promise<number> {
    const beganMs = performance.now();
    await this.#api.request('POST', `/profiles/${profile}/publish`, { revision });
    return performance.now() - beganMs;
  }

  /** Devices that are as a revision, `name@number`, wants them. */
  async inSync(revision: string): Promise<number> {
    const query = new URLSearchParams({ profile: revision, condition: 'InSync', limit: '1', count: 'true' });
    return (await this.#api.request<{ readonly total: number }>('GET', `/compliance?${query}`)).total;
  }
}
