import { chunkOf, type ReportedParameter, ReportedTree } from '#libs/domain';

/** Stands among the parts for the whole tree. */
export const WHOLE = '';

/** Reported parameters of which perhaps only some parts were read: it notes which parts it is asked about. */
export class AskedTree extends ReportedTree {
  /** Names of parts (`chunkOf`), or WHOLE. */
  readonly asked = new Set<string>();

  override get size(): number {
    this.asked.add(WHOLE);
    return super.size;
  }

  override get(path: string): ReportedParameter | undefined {
    this.asked.add(chunkOf(path));
    return super.get(path);
  }

  override has(path: string): boolean {
    this.asked.add(chunkOf(path));
    return super.has(path);
  }

  override value(path: string): string | undefined {
    this.asked.add(chunkOf(path));
    return super.value(path);
  }

  override rows(table: string): readonly number[] {
    this.asked.add(partOf(table));
    return super.rows(table);
  }

  override below(path: string): Generator<ReportedParameter> {
    this.asked.add(partOf(path));
    return super.below(path);
  }

  override [Symbol.iterator](): Iterator<ReportedParameter> {
    this.asked.add(WHOLE);
    return super[Symbol.iterator]();
  }
}

/** What is below the root itself is spread over all parts. */
function partOf(object: string): string {
  const part = chunkOf(object);
  return part.indexOf('.') === part.length - 1 ? WHOLE : part;
}
