import { type Firmware, MassCpe, type Transfer } from './mass-cpe.ts';
import type { MassStage } from './mass-stage.ts';

/** Sessions at the same time. */
const AT_ONCE = 25;

export interface CallOptions {
  /** Sessions may break, and be refused: something is killed meanwhile. */
  readonly isMortal?: boolean;
  /** What becomes of a device that took up a Download; resolves with false when it will not be heard of again. */
  readonly transfer?: (cpe: MassCpe, transfer: Transfer) => Promise<boolean>;
  /** Asked again and again, between sessions. */
  readonly look?: () => Promise<void>;
}

/** Many CPEs that call in by turns, so many at a time, fetch what they are told to, and come back. */
export class MassFleet {
  readonly cpes: readonly MassCpe[];
  /** Images by the SHA-256 of their bytes. */
  readonly firmware = new Map<string, Firmware>();
  /** Devices that have a Download and were not heard of since: never more than there are permits. */
  underway = 0;
  mostUnderway = 0;
  readonly #stage: MassStage;
  #away: Promise<void> = Promise.resolve();

  constructor(stage: MassStage, size: number) {
    this.#stage = stage;
    this.cpes = Array.from({ length: size }, (_, n) => new MassCpe(n, serialOf(n), this.firmware));
  }

  /** What is unreachable is there again when this resolves. */
  isAway(until: Promise<void>): void {
    this.#away = until;
  }

  /** Makes all of them known. */
  async firstContacts(): Promise<void> {
    await forEach(this.cpes, AT_ONCE, async (cpe) => {
      do expect((await cpe.session(this.#stage.cwmpUrl())).outcome).toBe('completed');
      while (cpe.cpe.wantsSession());
    });
  }

  /** Each calls in once; those that got an image fetch it and come back, which is waited for. */
  async callIn(cpes: readonly MassCpe[], options: CallOptions = {}): Promise<void> {
    const { transfer = (cpe, request) => this.upgrade(cpe, request), look = async () => undefined } = options;
    const transfers: Promise<void>[] = [];
    const back: MassCpe[] = [];
    const follow = async (cpe: MassCpe, request: Transfer) => {
      if (await transfer(cpe, request)) back.push(cpe);
    };
    const call = async (cpe: MassCpe) => {
      const before = cpe.underway;
      await this.#session(cpe, options);
      const request = cpe.underway;
      if (request !== undefined && request.commandKey !== before?.commandKey) transfers.push(follow(cpe, request));
      await look();
    };
    await forEach(cpes, AT_ONCE, async (cpe) => {
      await call(cpe);
      for (let next = back.pop(); next !== undefined; next = back.pop()) await call(next);
    });
    for (let done = 0; done < transfers.length; ) {
      done = transfers.length;
      await Promise.all(transfers);
      await forEach(back.splice(0), AT_ONCE, call);
    }
  }

  /** Fetches the image and boots it. */
  async upgrade(cpe: MassCpe, request: Transfer): Promise<boolean> {
    await cpe.fetch(request, () => this.#away);
    cpe.finish(request);
    return true;
  }

  async #session(cpe: MassCpe, { isMortal = false }: CallOptions): Promise<void> {
    // Its Inform is what gives the permit back.
    if (this.#counted.has(cpe) && cpe.underway === undefined) this.#count(cpe, false);
    const { outcome, reason } = await cpe.session(this.#stage.cwmpUrl());
    if (cpe.underway !== undefined) this.#count(cpe, true);
    if (!isMortal) expect({ outcome, reason }).toEqual({ outcome: 'completed', reason: undefined });
    if (outcome !== 'completed') await this.#away;
  }

  readonly #counted = new Set<MassCpe>();

  #count(cpe: MassCpe, isUnderway: boolean): void {
    if (isUnderway) this.#counted.add(cpe);
    else this.#counted.delete(cpe);
    this.underway = this.#counted.size;
    this.mostUnderway = Math.max(this.mostUnderway, this.underway);
  }
}

export function serialOf(n: number): string {
  return `MASS${String(n).padStart(4, '0')}`;
}

async function forEach<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
