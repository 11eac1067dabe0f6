/** Ids that were published last; some seconds of a fleet that is upgraded. */
const MAX_KEPT = 10_000;

/** Which events this process has published: what it did not, another one may have died over. */
export class ToldEvents {
  private readonly ids = new Set<string>();

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= MAX_KEPT) break;
      this.ids.delete(oldest);
    }
  }
}
