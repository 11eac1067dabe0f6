import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '../../e2e/seeded-random.ts';
import { drawKind, makeWish, type Wish, type WishKind } from '../../e2e/wish.ts';
import type { ApiClient } from '../../harness/api-client.ts';
import type { RoamingCpe } from './roaming-cpe.ts';

const WISH_EVERY_MS = 150;
const INSIST_EVERY_MS = 250;

/** Queues commands of every kind, and asks again for what was not accepted, under the same key. */
export class RestlessOperator {
  readonly wishes: Wish[] = [];
  readonly #api: ApiClient;
  readonly #cpes: readonly RoamingCpe[];
  readonly #random: SeededRandom;

  constructor(api: ApiClient, cpes: readonly RoamingCpe[], random: SeededRandom) {
    this.#api = api;
    this.#cpes = cpes;
    this.#random = random;
  }

  /** One command after the other until the signal; resolves when all are accepted. */
  async wishAgainAndAgain(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.insist(this.wish(drawKind(this.#random)));
      await pause(WISH_EVERY_MS);
    }
  }

  /** A wish for any CPE, not accepted yet. */
  wish(kind: WishKind): Wish {
    const cpe = this.#random.pick(this.#cpes as [RoamingCpe, ...RoamingCpe[]]);
    const wish = makeWish(kind, cpe, this.wishes.length);
    this.wishes.push(wish);
    return wish;
  }

  /** Resolves with the command's id when it is accepted. */
  async insist(wish: Wish): Promise<string> {
    for (;;) {
      try {
        wish.accepted = await this.#api.queue(wish.cpe.deviceId, wish.spec, wish.key);
        return wish.accepted.id;
      } catch {
        await pause(INSIST_EVERY_MS);
      }
    }
  }
}
