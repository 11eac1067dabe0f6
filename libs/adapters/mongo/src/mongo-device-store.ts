import {
  DEVICE_FIELDS,
  type Device,
  type DeviceGroup,
  type DeviceId,
  type DevicePage,
  type DeviceQuery,
  DeviceStore,
  type Filter,
  InvalidCursor,
  RevisionConflict,
  SORTABLE_DEVICE_FIELDS,
  type Timestamp,
} from '#libs/domain';
import {
  type DeviceRow,
  deviceField,
  deviceSchema,
  OPTIONAL_DEVICE_FIELDS,
  toDevice,
  toDeviceRow,
} from './device-schema.ts';
import { filterQuery, type QueryFields } from './filter-query.ts';
import { GatheredRows } from './gathered-rows.ts';
import { BY_KEY, OVER_ALL } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { type CursorValue, decodeCursor, encodeCursor } from './page-cursor.ts';
import { afterPage, type PageOrder, sortOf } from './page-order.ts';
import { newWriteId } from './write-id.ts';

const SOURCE: QueryFields = { fields: DEVICE_FIELDS, place: deviceField };
const SORTABLE: ReadonlySet<string> = new Set(SORTABLE_DEVICE_FIELDS);
const TOUCHED_AT_ONCE = 1_000;

/** One document per device, by its id. */
export class MongoDeviceStore extends DeviceStore {
  readonly #db: MongoDatabase;
  readonly #devices: Documents<DeviceRow>;
  readonly #rows: GatheredRows<DeviceRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#devices = db.documents<DeviceRow>('devices', deviceSchema);
    this.#rows = new GatheredRows(this.#devices);
  }

  async get(id: DeviceId): Promise<Device | undefined> {
    const row = await this.#db.run(() => this.#rows.find(id));
    return row && toDevice(row);
  }

  async save(device: Device): Promise<Device> {
    const saved = { ...device, revision: device.revision + 1 };
    const write = newWriteId();
    return this.#db.run(async (attempt) => {
      if (await this.#replace(device.revision, saved, write)) return saved;
      // The answer to an earlier attempt may have been lost, not its work.
      if (attempt > 1 && (await this.#rows.find(device.id))?.write === write) return saved;
      throw new RevisionConflict(`Device ${device.id} was saved by somebody else.`);
    });
  }

  async list({ filter, sort, limit, cursor }: DeviceQuery): Promise<DevicePage> {
    const order = orderOf(sort);
    const where = filterQuery(filter, SOURCE);
    const query = cursor === undefined ? where : { $and: [where, afterCursor(order, sort, cursor)] };
    // One more than asked for tells whether there is a next page.
    const options = { lean: true, sort: sortOf(order), limit: limit + 1, ...OVER_ALL } as const;
    const rows = (await this.#db.run(() =>
      this.#devices.model.find(query, null, options).exec(),
    )) as unknown as DeviceRow[];
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      devices: rows.slice(0, limit).map(toDevice),
      ...(last !== undefined && { next: encodeCursor(sort, [valueAt(last, order.place), last._id]) }),
    };
  }

  async count(filter: Filter): Promise<number> {
    const query = filterQuery(filter, SOURCE);
    return this.#db.run(() => this.#devices.model.countDocuments(query, OVER_ALL).exec());
  }

  async countBy(filter: Filter, fields: readonly string[], limit: number): Promise<readonly DeviceGroup[]> {
    const places = fields.map(placeToCountBy);
    const names = fields.map((_, index) => `value${index}`);
    const values = places.map(({ place }, index) => [names[index], { $ifNull: [`$${place}`, null] }] as const);
    const sorted = names.map((name) => [`_id.${name}`, 1] as const);
    const pipeline = [
      { $match: filterQuery(filter, SOURCE) },
      ...places.flatMap(({ place, isList }) => (isList ? [{ $unwind: `$${place}` }] : [])),
      { $group: { _id: Object.fromEntries(values), count: { $sum: 1 } } },
      { $sort: { count: -1 as const, ...Object.fromEntries(sorted) } },
      { $limit: limit },
    ];
    const rows = await this.#db.run(() =>
      this.#devices.collection.aggregate<GroupRow>(pipeline, { allowDiskUse: true, ...OVER_ALL }).toArray(),
    );
    return rows.map(({ _id, count }) => ({ values: names.map((name) => _id[name] ?? null), count }));
  }

  async touch(lastInformAt: ReadonlyMap<DeviceId, Timestamp>): Promise<void> {
    const updates = [...lastInformAt].map(([_id, at]) => ({
      updateOne: { filter: { _id }, update: { $max: { lastInformAt: at } } },
    }));
    for (let from = 0; from < updates.length; from += TOUCHED_AT_ONCE) {
      const some = updates.slice(from, from + TOUCHED_AT_ONCE);
      await this.#db.run(() => this.#devices.collection.bulkWrite(some, { ordered: false, ...OVER_ALL }));
    }
  }

  async remove(id: DeviceId): Promise<boolean> {
    return this.#db.run(async (attempt) => {
      const { deletedCount } = await this.#devices.collection.deleteOne({ _id: id }, BY_KEY);
      // After an attempt whose answer was lost, that it is gone says that it was there.
      return deletedCount > 0 || attempt > 1;
    });
  }

  /** Whether the stored revision was the one to be replaced: none for 0. */
  #replace(revision: number, device: Device, write: string): Promise<boolean> {
    const { _id: id, lastInformAt, ...rest } = toDeviceRow(device, write);
    const gone = Object.entries(OPTIONAL_DEVICE_FIELDS).filter(([field]) => !Object.hasOwn(rest, field));
    const update = {
      $set: rest,
      // `touch` may have moved it further.
      $max: { lastInformAt },
      ...(gone.length > 0 && { $unset: Object.fromEntries(gone) }),
    };
    const filter = { _id: id, revision };
    // Of revision 0 there is none: an upsert that meets a device with another is not done.
    return this.#rows.write({
      _id: id,
      write,
      operation: { updateOne: { filter, update, upsert: revision === 0 } },
    });
  }
}

interface GroupRow {
  readonly _id: Readonly<Record<string, DeviceGroup['values'][number]>>;
  readonly count: number;
}

function placeToCountBy(field: string): { readonly place: string; readonly isList: boolean } {
  const declared = DEVICE_FIELDS.get(field);
  if (declared === undefined) throw new TypeError(`Devices can't be counted by ${field}.`);
  return { place: deviceField(field), isList: declared.type === 'string[]' };
}

function orderOf(sort: string): PageOrder {
  const descending = sort.startsWith('-');
  const field = descending ? sort.slice(1) : sort;
  if (!SORTABLE.has(field)) throw new TypeError(`Devices can't be sorted by ${field}.`);
  return { place: deviceField(field), descending };
}

function afterCursor(order: PageOrder, sort: string, cursor: string) {
  const [value = null, id = null] = decodeCursor(cursor, sort, 2);
  if (id === null) throw new InvalidCursor('The cursor does not belong to this list.');
  return afterPage(order, value, id);
}

function valueAt(row: DeviceRow, place: string): CursorValue {
  let value: unknown = row;
  for (const name of place.split('.')) value = (value as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : null;
}
