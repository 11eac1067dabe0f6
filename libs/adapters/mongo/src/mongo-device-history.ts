import { type DeviceEventRecord, DeviceHistory, type DeviceId } from '#libs/domain';
import { GatheredRows } from './gathered-rows.ts';
import { type HistoryRow, historySchema } from './history-schema.ts';
import { BY_KEY } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';

/** Events shown of each device. */
const KEPT = 200;
/** One add in so many clears away what is beyond them. */
const TRIM_EVERY = 16;

/** One document per event. What is beyond the last 200 is never shown, and soon removed. */
export class MongoDeviceHistory extends DeviceHistory {
  readonly #db: MongoDatabase;
  readonly #history: Documents<HistoryRow>;
  readonly #rows: GatheredRows<HistoryRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#history = db.documents<HistoryRow>('history', historySchema);
    this.#rows = new GatheredRows(this.#history);
  }

  async add(event: DeviceEventRecord): Promise<void> {
    const { deviceId, position } = event;
    // A device's id holds no slash.
    const row = { _id: `${deviceId}/${event.id}`, deviceId, position, event: JSON.stringify(event) };
    // Not done: delivered again, or an attempt whose answer was lost.
    await this.#db.run(() => this.#rows.write({ _id: row._id, operation: { insertOne: { document: row } } }));
    if (Math.random() * TRIM_EVERY < 1) await this.#trim(deviceId);
  }

  async list(deviceId: DeviceId, limit: number, before?: number): Promise<readonly DeviceEventRecord[]> {
    const query = { deviceId, ...(before !== undefined && { position: { $lt: before } }) };
    const [rows, oldest] = await Promise.all([
      this.#db.run(() =>
        this.#history.model.find(query, null, { lean: true, sort: { position: -1 }, limit, ...BY_KEY }).exec(),
      ),
      this.#position(deviceId, KEPT - 1),
    ]);
    return (rows as unknown as readonly HistoryRow[])
      .filter(({ position }) => oldest === undefined || position >= oldest)
      .map(({ event }) => JSON.parse(event));
  }

  async forget(deviceId: DeviceId): Promise<void> {
    await this.#db.run(() => this.#history.collection.deleteMany({ deviceId }, BY_KEY));
  }

  async #trim(deviceId: DeviceId): Promise<void> {
    const last = await this.#position(deviceId, KEPT);
    if (last === undefined) return;
    const beyond = { deviceId, position: { $lte: last } };
    await this.#db.run(() => this.#history.collection.deleteMany(beyond, BY_KEY));
  }

  /** The position after so many newer ones; read from the index alone. */
  async #position(deviceId: DeviceId, skip: number): Promise<number | undefined> {
    const options = { lean: true, sort: { position: -1 }, skip, ...BY_KEY } as const;
    const row = await this.#db.run(() =>
      this.#history.model.findOne({ deviceId }, { _id: 0, position: 1 }, options).exec(),
    );
    return (row as Pick<HistoryRow, 'position'> | null)?.position;
  }
}
