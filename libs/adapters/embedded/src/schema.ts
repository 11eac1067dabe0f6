import type { DatabaseSync } from 'node:sqlite';
import { DataFolderUnusable } from './data-folder.ts';
import { DEVICE_SORT_EXPRESSIONS, deviceColumn } from './device-columns.ts';
import { DIFFERING_SQL } from './differing-devices.ts';

const COUNTED = [
  'identity.manufacturer',
  'identity.productClass',
  'softwareVersion',
  'conditions',
  'tags',
  'sync.profiles',
];

/** Step n takes a database of `user_version` n to n + 1. A step that was released is never changed. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, device_id TEXT NOT NULL, time TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE TABLE consumer_groups (name TEXT PRIMARY KEY, position INTEGER NOT NULL, saved_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE dead_letters (
    id TEXT PRIMARY KEY, consumer_group TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
    error TEXT NOT NULL, failed_at TEXT NOT NULL, replaying INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX dead_letters_of_group ON dead_letters (consumer_group, position);

  CREATE TABLE devices (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, last_inform_at TEXT NOT NULL, document TEXT NOT NULL
  ) STRICT;
  ${Object.values(DEVICE_SORT_EXPRESSIONS)
    .filter((expression) => expression !== 'id')
    .map((expression, index) => `CREATE INDEX devices_sorted_${index} ON devices (${expression}, id);`)
    .join('\n')}

  CREATE TABLE commands (
    id TEXT PRIMARY KEY, device_id TEXT NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL, idempotency_key TEXT,
    deadline_at TEXT NOT NULL, document TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX commands_idempotent ON commands (device_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX commands_of_device ON commands (device_id, id);
  CREATE INDEX commands_open ON commands (device_id, id) WHERE state IN ('queued', 'sent');
  CREATE INDEX commands_due ON commands (deadline_at) WHERE state IN ('queued', 'sent');
  CREATE INDEX commands_finished ON commands (document ->> '$.finishedAt') WHERE state NOT IN ('queued', 'sent');

  CREATE TABLE reported (
    device_id TEXT NOT NULL, chunk TEXT NOT NULL, parameters INTEGER NOT NULL, objects INTEGER NOT NULL,
    document TEXT NOT NULL, PRIMARY KEY (device_id, chunk)
  ) STRICT;

  CREATE TABLE models (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, document TEXT NOT NULL) STRICT;

  CREATE TABLE history (
    device_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL,
    PRIMARY KEY (device_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX history_event ON history (device_id, id);
  `,
  `
  UPDATE devices SET document = json_set(
    document, '$.parameterAttributes', document -> '$.attributes', '$.attributes', json('{}'), '$.conditions', json('[]')
  );

  CREATE TABLE profile_revisions (
    profile TEXT NOT NULL, number INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (profile, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE publications (profile TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE profile_generation (generation INTEGER NOT NULL) STRICT;
  INSERT INTO profile_generation VALUES (0);

  CREATE TABLE declarations (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE secrets (
    owner TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, key_id TEXT NOT NULL, sealed TEXT NOT NULL,
    changed_at TEXT NOT NULL, PRIMARY KEY (owner, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX secrets_by_key ON secrets (key_id);

  CREATE TABLE model_schemas (key TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE INDEX devices_due ON devices (document ->> '$.sync.auditDueAt') WHERE document ->> '$.sync.auditDueAt' IS NOT NULL;
  `,
  `
  CREATE INDEX devices_differing ON devices (id) WHERE ${DIFFERING_SQL};
  -- What devices are counted by: without it, to count is to read every document.
  CREATE INDEX devices_counted ON devices (${COUNTED.map((field) => deviceColumn(field)).join(', ')});
  `,
  `
  CREATE TABLE images (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, state TEXT NOT NULL, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE received_files (
    command_id TEXT PRIMARY KEY, device_id TEXT NOT NULL, received_at TEXT NOT NULL, file TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX received_files_of_device ON received_files (device_id, command_id);
  CREATE UNIQUE INDEX received_files_by_file ON received_files (file);
  CREATE INDEX received_files_by_age ON received_files (received_at);
  `,
  `
  CREATE TABLE rollouts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, phase TEXT NOT NULL,
    created_at TEXT NOT NULL, document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX rollouts_newest ON rollouts (created_at, id);

  CREATE TABLE executions (
    rollout TEXT NOT NULL, device_id TEXT NOT NULL, wave INTEGER NOT NULL, bucket INTEGER NOT NULL, state TEXT NOT NULL,
    holds INTEGER NOT NULL, deadline_at TEXT, document TEXT NOT NULL, PRIMARY KEY (rollout, device_id)
  ) STRICT;
  -- A device gets files from one rollout at a time.
  CREATE UNIQUE INDEX executions_holding ON executions (device_id) WHERE holds = 1;
  CREATE INDEX executions_due ON executions (deadline_at) WHERE deadline_at IS NOT NULL;
  CREATE INDEX executions_in_state ON executions (rollout, state, device_id);

  CREATE TABLE permit_buckets (
    rollout TEXT NOT NULL, wave INTEGER NOT NULL, bucket INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (rollout, wave, bucket)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE permit_groups (
    rollout TEXT NOT NULL, name TEXT NOT NULL, in_flight INTEGER NOT NULL, PRIMARY KEY (rollout, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Executions of a bucket are counted anew every hour.
  CREATE INDEX executions_in_bucket ON executions (rollout, wave, bucket);
  CREATE TABLE rollout_progress (rollout TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX executions_of_device ON executions (device_id);
  `,
  `
  CREATE TABLE audit (number INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;
  CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END;
  CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is not removed'); END;
  `,
  `
  CREATE TABLE access (
    device_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, standing TEXT NOT NULL, document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX access_by_standing ON access (standing, device_id);
  `,
  `
  CREATE TABLE served_bytes (
    device_id TEXT NOT NULL, command_key TEXT NOT NULL, writer TEXT NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY (device_id, command_key, writer)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What failed keeps its permit of the group.
  ALTER TABLE permit_groups ADD COLUMN completed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE permit_groups ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE permit_groups ADD COLUMN pardons INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE permit_groups ADD COLUMN pardoned INTEGER NOT NULL DEFAULT 0;
  `,
];

/** Brings the tables to what this version needs. Throws DataFolderUnusable when a newer version wrote them. */
export function migrate(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > MIGRATIONS.length) {
    throw new DataFolderUnusable(
      `The database was written by a newer version (schema ${version}; this one knows ${MIGRATIONS.length}). ` +
        'Run that version again, or start with another data folder.',
    );
  }
  for (const [step, sql] of MIGRATIONS.entries()) {
    if (step < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${step + 1}; COMMIT`);
  }
}
