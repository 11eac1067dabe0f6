import { RevisionConflict } from '#libs/domain';
import { aCommand, aDevice, aDeviceId } from '#libs/testing/port-contracts';
import type { MongoStores } from '../open-mongo.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const LOG = 'Device.Log.';

/** Writers that never rest, and a record of what they were told is stored. */
export class Writers {
  readonly #stores: MongoStores;
  readonly #reported = aDeviceId();
  readonly #acked = { tags: new Map<string, string[]>(), revisions: [] as string[], commands: [] as string[] };
  readonly #merged: string[] = [];
  #running = true;
  #acks = 0;
  #lastAckAt = performance.now();
  #gapMs = 0;

  constructor(stores: MongoStores) {
    this.#stores = stores;
  }

  get acks(): number {
    return this.#acks;
  }

  /** The longest time without any acknowledgement since the last call. */
  takeGapMs(): number {
    const gapMs = this.#gapMs;
    this.#gapMs = 0;
    return Math.round(gapMs);
  }

  /** Resolves when they were stopped; rejects when one of them was refused anything but a revision. */
  async run(): Promise<void> {
    const devices = await Promise.all(Array.from({ length: 2 }, () => this.#stores.deviceStore.save(aDevice())));
    const writers = [
      ...Array.from({ length: 8 }, (_, index) => this.#repeat((n) => this.#tag(devices[index % 2]?.id, index, n))),
      ...Array.from({ length: 6 }, () => this.#repeat(() => this.#add())),
      ...Array.from({ length: 6 }, (_, index) => this.#repeat((n) => this.#merge(`${LOG}${index}.${n}`))),
    ];
    await Promise.all(writers);
  }

  stop(): void {
    this.#running = false;
  }

  /** What was acknowledged and is not there, and what is there twice. */
  async findings(): Promise<{ readonly lost: readonly string[]; readonly twice: readonly string[] }> {
    const { deviceStore, commandStore, reportedStore } = this.#stores;
    const lost: string[] = [];
    const twice = duplicates(this.#acked.revisions);
    for (const [id, tags] of this.#acked.tags) {
      const stored = (await deviceStore.get(id as never))?.tags ?? [];
      const there = new Set(stored);
      lost.push(...tags.filter((tag) => !there.has(tag)));
      twice.push(...duplicates(stored));
    }
    for (const id of this.#acked.commands) if ((await commandStore.get(id)) === undefined) lost.push(id);
    const known = await reportedStore.read(this.#reported, { path: LOG, limit: 1_000_000 });
    const paths = new Set(known.map(({ path }) => path));
    lost.push(...this.#merged.filter((path) => !paths.has(path)));
    return { lost, twice };
  }

  async #repeat(work: (n: number) => Promise<void>): Promise<void> {
    for (let n = 0; this.#running; n++) {
      await work(n);
      const now = performance.now();
      this.#gapMs = Math.max(this.#gapMs, now - this.#lastAckAt);
      this.#lastAckAt = now;
      this.#acks++;
    }
  }

  /** Appends to a list that others append to as well. */
  async #tag(id: Parameters<MongoStores['deviceStore']['get']>[0] | undefined, writer: number, n: number) {
    const tag = `${writer}-${n}`;
    for (;;) {
      const device = id === undefined ? undefined : await this.#stores.deviceStore.get(id);
      if (device === undefined) throw new Error('The device is gone.');
      // A conflict may mean that it was saved, and that somebody else saved after it.
      if (device.tags.includes(tag)) return;
      try {
        const saved = await this.#stores.deviceStore.save({ ...device, tags: [...device.tags, tag] });
        this.#acked.revisions.push(`${saved.id} revision ${saved.revision}`);
        this.#acked.tags.set(saved.id, [...(this.#acked.tags.get(saved.id) ?? []), tag]);
        return;
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
      }
    }
  }

  async #add(): Promise<void> {
    const wanted = aCommand({ idempotencyKey: 'once' });
    const { command, added } = await this.#stores.commandStore.add(wanted);
    if (!added || command.id !== wanted.id) throw new Error(`Command ${wanted.id} was not added.`);
    this.#acked.commands.push(command.id);
  }

  async #merge(name: string): Promise<void> {
    const changes = await this.#stores.reportedStore.mergeValues(
      this.#reported,
      [{ name, value: '1', type: 'string' }],
      NOW,
    );
    if (changes.length !== 1) throw new Error(`${name} was no news.`);
    this.#merged.push(name);
  }
}

function duplicates(all: readonly string[]): string[] {
  const seen = new Set<string>();
  return all.filter((one) => seen.size === seen.add(one).size);
}
