import mongoose, { type mongo } from 'mongoose';

const { BSON } = mongoose.mongo;

/** To be passed with a query of which `rowsOf` reads the answer. */
export const AS_BYTES = { raw: true } as const;

/** The documents a cursor finds. For the sake of its events the driver would decode each of them a second time. */
export async function rowsOf<Row>(cursor: mongo.FindCursor): Promise<readonly Row[]> {
  const found = (await cursor.toArray()) as unknown as readonly Uint8Array[];
  return found.map((bytes) => BSON.deserialize(bytes) as Row);
}
