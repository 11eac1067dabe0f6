type Row = Readonly<Record<string, unknown>> & { readonly _id: string };

const AT_ONCE = 2_000;

/**
 * Fills a collection with changed copies of one of its documents, faster than any adapter would: nothing is waited for
 * but the writes themselves. `change` makes the nth copy, from 0 on.
 */
export async function insertCopies(url: string, { collection, of, count, change }: CopyOrder): Promise<void> {
  // Loaded here because it takes half a second, which every spec that imports this project would pay.
  const { default: mongoose } = await import('mongoose');
  const client = new mongoose.mongo.MongoClient(url, { writeConcern: { w: 1, journal: false } });
  try {
    const rows = client.db().collection<Row>(collection);
    const original = await rows.findOne({ _id: of });
    if (original === null) throw new Error(`There is no document ${of} in ${collection}.`);
    for (let first = 0; first < count; first += AT_ONCE) {
      const length = Math.min(AT_ONCE, count - first);
      await rows.insertMany(
        Array.from({ length }, (_, n) => change(original as Row, first + n)),
        { ordered: false },
      );
    }
  } finally {
    await client.close();
  }
}

export interface CopyOrder {
  readonly collection: string;
  /** `_id` of the document. */
  readonly of: string;
  readonly count: number;
  readonly change: (row: Row, n: number) => Row;
}
