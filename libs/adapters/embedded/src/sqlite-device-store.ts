import {
  DEVICE_FIELDS,
  type Device,
  type DeviceGroup,
  type DeviceId,
  type DevicePage,
  type DeviceQuery,
  DeviceStore,
  type Filter,
  RevisionConflict,
  type Timestamp,
} from '#libs/domain';
import { DEVICE_SORT_EXPRESSIONS, deviceColumn } from './device-columns.ts';
import { DIFFERING_SQL, selectsDiffering } from './differing-devices.ts';
import { filterSql, type SqlCondition, type SqlFields } from './filter-sql.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

interface Row {
  readonly document: string;
  readonly last_inform_at: string;
}

interface PageRow extends Row {
  readonly id: string;
  readonly sort_value: string;
}

const SOURCE: SqlFields = { fields: DEVICE_FIELDS, column: deviceColumn };
const INSERT =
  'INSERT INTO devices (id, revision, last_inform_at, document) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
const UPDATE =
  'UPDATE devices SET revision = ?, last_inform_at = max(last_inform_at, ?), document = ? WHERE id = ? AND revision = ?';

/** JSON documents. The time of the last Inform has a column of its own, since `touch` moves it without a new revision. */
export class SqliteDeviceStore extends DeviceStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  async get(id: DeviceId): Promise<Device | undefined> {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT document, last_inform_at FROM devices WHERE id = ?').get(id);
      return row === undefined ? undefined : toDevice(row as unknown as Row);
    });
  }

  save(device: Device): Promise<Device> {
    const saved = { ...device, revision: device.revision + 1 };
    const { id, lastInformAt } = device;
    return this.#db.write(() => {
      const document = JSON.stringify(saved);
      const { changes } =
        device.revision === 0
          ? this.#db.statement(INSERT).run(id, saved.revision, lastInformAt, document)
          : this.#db.statement(UPDATE).run(saved.revision, lastInformAt, document, id, device.revision);
      if (changes === 0) throw new RevisionConflict(`Device ${id} was saved by somebody else.`);
      return saved;
    });
  }

  async list({ filter, sort, limit, cursor }: DeviceQuery): Promise<DevicePage> {
    const { expression, direction, after } = order(sort);
    const where = whereOf(filter);
    const [value = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, sort, 2);
    // In this form SQLite starts in the index where the last page ended; a comparison of rows would scan up to there.
    const rest = `AND ${expression} ${after}= ? AND (${expression} ${after} ? OR id ${after} ?)`;
    const from = cursor === undefined ? { sql: '', parameters: [] } : { sql: rest, parameters: [value, value, id] };
    const sql =
      `SELECT id, document, last_inform_at, ${expression} AS sort_value FROM devices WHERE ${where.sql} ${from.sql} ` +
      `ORDER BY ${expression} ${direction}, id ${direction} LIMIT ?`;
    return this.#db.read(() => {
      // One more than asked for tells whether there is a next page.
      const rows = this.#db
        .prepare(sql)
        .all(...where.parameters, ...from.parameters, limit + 1) as unknown as PageRow[];
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        devices: rows.slice(0, limit).map(toDevice),
        ...(last !== undefined && { next: encodeCursor(sort, [last.sort_value, last.id]) }),
      };
    });
  }

  async count(filter: Filter): Promise<number> {
    const where = whereOf(filter);
    return this.#db.read(() => {
      const row = this.#db.prepare(`SELECT count(*) AS count FROM devices WHERE ${where.sql}`).get(...where.parameters);
      return Number(row?.count);
    });
  }

  async countBy(filter: Filter, fields: readonly string[], limit: number): Promise<readonly DeviceGroup[]> {
    const where = whereOf(filter);
    const groups = fields.map(groupSql);
    const columns = groups.map(({ column }, index) => `${column} AS value${index}`).join(', ');
    const order = groups.map((_, index) => `value${index}`).join(', ');
    // json_each has a column "id", too: the devices are selected before they are joined with it.
    const sql =
      `SELECT ${columns}, count(*) AS count FROM (SELECT * FROM devices WHERE ${where.sql}) AS devices ` +
      `${groups.map(({ join }) => join).join(' ')} GROUP BY ${order} ORDER BY count DESC, ${order} LIMIT ?`;
    return this.#db.read(() => {
      const rows = this.#db.prepare(sql).all(...where.parameters, limit);
      return rows.map((row) => ({
        values: fields.map((field, index) => groupValue(field, row[`value${index}`])),
        count: Number(row.count),
      }));
    });
  }

  touch(lastInformAt: ReadonlyMap<DeviceId, Timestamp>): Promise<void> {
    return this.#db.writeAll(() => {
      const update = this.#db.statement('UPDATE devices SET last_inform_at = ?2 WHERE id = ?1 AND last_inform_at < ?2');
      for (const [id, at] of lastInformAt) update.run(id, at);
    });
  }

  remove(id: DeviceId): Promise<boolean> {
    return this.#db.write(() => this.#db.statement('DELETE FROM devices WHERE id = ?').run(id).changes !== 0);
  }
}

function toDevice(row: Row): Device {
  return { ...(JSON.parse(row.document) as Device), lastInformAt: row.last_inform_at };
}

function whereOf(filter: Filter): SqlCondition {
  const where = filterSql(filter, SOURCE);
  // It adds nothing but the words by which SQLite knows the index.
  return selectsDiffering(filter) ? { ...where, sql: `${DIFFERING_SQL} AND ${where.sql}` } : where;
}

/** What a field adds to a grouped statement. The name is looked up in the table before it becomes part of it. */
function groupSql(field: string, index: number): { readonly column: string; readonly join: string } {
  const declared = DEVICE_FIELDS.get(field);
  if (declared === undefined) throw new TypeError(`Devices can't be counted by ${field}.`);
  if (declared.type !== 'string[]') return { column: field === 'id' ? 'devices.id' : deviceColumn(field), join: '' };
  return { column: `list${index}.value`, join: `CROSS JOIN json_each(${deviceColumn(field)}) AS list${index}` };
}

function groupValue(field: string, value: unknown): DeviceGroup['values'][number] {
  if (value === null) return null;
  const type = DEVICE_FIELDS.get(field)?.type;
  if (type === 'boolean') return value === 1;
  return type === 'number' ? Number(value) : String(value);
}

function order(sort: string): { readonly expression: string; readonly direction: string; readonly after: string } {
  const descending = sort.startsWith('-');
  const field = descending ? sort.slice(1) : sort;
  const expression = new Map(Object.entries(DEVICE_SORT_EXPRESSIONS)).get(field);
  if (expression === undefined) throw new TypeError(`Devices can't be sorted by ${field}.`);
  return descending ? { expression, direction: 'DESC', after: '<' } : { expression, direction: 'ASC', after: '>' };
}
