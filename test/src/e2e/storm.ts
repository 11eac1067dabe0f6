import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import type { MortalAcs } from './mortal-acs.ts';
import type { SeededRandom } from './seeded-random.ts';
import { drawKind, makeWish, type Wish } from './wish.ts';

export const MARK = 'X 00D09E MARK';

/** CPEs that call again and again, and an operator who wants things from them, while the ACS dies under their hands. */
export class Storm {
  readonly cpes: readonly SmallCpe[];
  readonly wishes: Wish[] = [];
  /** Sessions that the ACS or its death broke off. */
  broken = 0;
  sessions = 0;
  readonly #acs: MortalAcs;
  readonly #random: SeededRandom;
  #marks = 0;
  /** POSTs and API calls until the ACS is killed. */
  #fuse = 0;

  constructor(acs: MortalAcs, count: number, random: SeededRandom) {
    this.#acs = acs;
    this.#random = random;
    this.cpes = Array.from({ length: count }, (_, at) => acs.newCpe(`STORM_${at}`));
  }

  /** Everybody is busy until the ACS is killed, after `turns` RPCs and API calls. */
  async round(turns: number): Promise<void> {
    this.#fuse = turns;
    const killed = Promise.withResolvers<void>();
    const burn = () => {
      if (--this.#fuse === 0) this.#acs.kill().then(killed.resolve, killed.reject);
    };
    const calls = this.cpes.map((cpe) => this.#callAgainAndAgain(cpe, burn));
    await Promise.all([...calls, this.#wishAgainAndAgain(burn), killed.promise]);
  }

  /** Sessions of one CPE until it is asked for nothing more. */
  async settle(cpe: SmallCpe): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      for (const key of [...cpe.transfers]) cpe.finishTransfer(key);
      const told = cpe.announced().some(([code]) => code !== '2 PERIODIC');
      const rpcs = await runSession(cpe);
      quiet = rpcs.length === 0 && !told && cpe.announced().length === 1 ? quiet + 1 : 0;
    }
  }

  /** Asks for what was not accepted yet. */
  async insist(): Promise<void> {
    for (const wish of this.wishes) {
      wish.accepted ??= await this.#acs.api.queue(wish.cpe.deviceId, wish.spec, wish.key);
    }
  }

  get #over(): boolean {
    return this.#fuse <= 0;
  }

  async #callAgainAndAgain(cpe: SmallCpe, burn: () => void): Promise<void> {
    while (!this.#over) {
      this.sessions++;
      if (this.#random.oneIn(2)) for (const key of [...cpe.transfers]) cpe.finishTransfer(key);
      cpe.events.push([MARK, `${++this.#marks}`]);
      try {
        await runSession(cpe, (_request, execute) => {
          burn();
          return execute();
        });
      } catch {
        this.broken++;
      }
      burn();
    }
  }

  async #wishAgainAndAgain(burn: () => void): Promise<void> {
    while (!this.#over) {
      this.wishes.push(this.#wish());
      // A CPE that is not known yet, or an ACS that is dead, refuses; it is asked again in the next round.
      await this.insist().catch(() => undefined);
      burn();
    }
  }

  #wish(): Wish {
    const cpe = this.#random.pick(this.cpes as [SmallCpe, ...SmallCpe[]]);
    return makeWish(drawKind(this.#random), cpe, this.wishes.length);
  }
}
