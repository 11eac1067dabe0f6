import { randomBytes } from 'node:crypto';
import type { Clock, ServedBytes, ServedTicket } from '#libs/domain';
import type { Logger } from '#libs/platform';

const EVERY_MS = 10_000;
const AT_ONCE = 500;
/** A CPE that fetches part by part may pause between them. */
const IDLE_MS = 600_000;
/** While the store is away; of tickets beyond that nothing is counted. */
const MOST = 100_000;

interface Entry extends ServedTicket {
  readonly writer: string;
  bytes: number;
  /** Of them, those that are in the store. */
  kept: number;
  changedMs: number;
}

/**
 * Counts what goes out by ticket, and keeps it every ten seconds and whenever it is asked for: a process that dies loses what
 * it has counted since. Each entry is a writer of its own, so that whatever is written twice counts once.
 */
export class CountServed {
  private readonly entries = new Map<string, Entry>();
  private stopTimer: () => void = () => undefined;

  constructor(
    private readonly store: ServedBytes,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.stopTimer = this.clock.after(EVERY_MS, () => {
      this.keep()
        .catch((err: unknown) => this.logger.warn({ err }, 'how much was served could not be kept; it is tried again'))
        .finally(() => this.start());
    });
  }

  /** Keeps what is left. */
  async stop(): Promise<void> {
    this.stopTimer();
    await this.keep();
  }

  add(ticket: ServedTicket, bytes: number): void {
    const entry = this.entryOf(ticket);
    if (entry === undefined) return;
    entry.bytes += bytes;
    entry.changedMs = this.clock.now();
  }

  /** Of the ticket, by all processes together, after what was counted here is kept. */
  async total(ticket: ServedTicket): Promise<number> {
    const entry = this.entries.get(keyOf(ticket));
    if (entry !== undefined) await this.put([entry]);
    const [bytes = 0] = await this.store.of([ticket]);
    return bytes;
  }

  async keep(): Promise<void> {
    const changed = [...this.entries.values()].filter(({ bytes, kept }) => bytes > kept);
    for (let at = 0; at < changed.length; at += AT_ONCE) await this.put(changed.slice(at, at + AT_ONCE));
    this.forgetIdle();
  }

  private async put(entries: readonly Entry[]): Promise<void> {
    const counts = entries.map(({ deviceId, commandKey, writer, bytes }) => ({ deviceId, commandKey, writer, bytes }));
    await this.store.put(counts);
    for (const [index, entry] of entries.entries()) entry.kept = Math.max(entry.kept, counts[index]?.bytes ?? 0);
  }

  private forgetIdle(): void {
    const nowMs = this.clock.now();
    for (const [key, { bytes, kept, changedMs }] of this.entries) {
      if (kept === bytes && nowMs - changedMs >= IDLE_MS) this.entries.delete(key);
    }
  }

  private entryOf({ deviceId, commandKey }: ServedTicket): Entry | undefined {
    const key = keyOf({ deviceId, commandKey });
    const known = this.entries.get(key);
    if (known !== undefined || this.entries.size >= MOST) return known;
    const writer = randomBytes(9).toString('base64url');
    const entry: Entry = { deviceId, commandKey, writer, bytes: 0, kept: 0, changedMs: 0 };
    this.entries.set(key, entry);
    return entry;
  }
}

function keyOf({ deviceId, commandKey }: ServedTicket): string {
  return `${deviceId}/${commandKey}`;
}
