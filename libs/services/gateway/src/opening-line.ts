import { type LimitPolicy, nextLimit, type StageLoad } from '#libs/domain';

interface Entry {
  readonly place: number;
  readonly atMs: number;
}

/** A failure says less than a late success, but never that there is room. */
const FAILURE_IN_TARGETS = 2;

/** Those who are at one stage of opening a session, in the order of their entry; its limit follows from how they fare. */
export class OpeningLine<Key> implements StageLoad {
  private readonly entries = new Map<Key, Entry>();

  constructor(
    private readonly policy: LimitPolicy,
    private current: number,
  ) {}

  get pending(): number {
    return this.entries.size;
  }

  get limit(): number {
    return this.current;
  }

  enter(key: Key, nowMs: number): void {
    // To the end, if it was in already.
    this.entries.delete(key);
    this.entries.set(key, { place: this.entries.size + 1, atMs: nowMs });
  }

  /** It is through. Nothing happens if it was not in the line. */
  pass(key: Key, nowMs: number): void {
    const entry = this.entries.get(key);
    if (entry && this.entries.delete(key)) this.learn(entry, nowMs - entry.atMs);
  }

  fail(key: Key, nowMs: number): void {
    const entry = this.entries.get(key);
    if (!entry || !this.entries.delete(key)) return;
    this.learn(entry, Math.max(nowMs - entry.atMs, this.policy.targetMs * FAILURE_IN_TARGETS));
  }

  /** It left without having gone through the stage. */
  drop(key: Key): void {
    this.entries.delete(key);
  }

  /** Keys of those who entered before `beforeMs`, the oldest first. */
  *enteredBefore(beforeMs: number): Iterable<Key> {
    for (const [key, { atMs }] of this.entries) {
      if (atMs >= beforeMs) return;
      yield key;
    }
  }

  private learn({ place }: Entry, tookMs: number): void {
    this.current = nextLimit(this.current, { place, tookMs }, this.policy);
  }
}
