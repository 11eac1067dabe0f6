import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import { type Command, isOpen, keptSpec, type Seal, withSpec } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

/** Members without a fixed shape, down to names that came from a CPE: kept as JSON text, so that no name is a field's. */
type OpenShaped = 'spec' | 'progress' | 'outcome';

/** A command as it is stored: by its id, with the name of the write that made it so. */
export interface CommandRow extends Omit<Command, 'id' | OpenShaped> {
  readonly _id: string;
  readonly write: string;
  /** There while the command is open, and never false: indexes of open ones hold no others. */
  readonly open?: true;
  readonly spec: string;
  readonly sealedSpec?: string;
  readonly progress: string;
  readonly outcome?: string;
}

const FIELDS: Readonly<Record<keyof CommandRow, SchemaDefinitionProperty>> = {
  _id: String,
  deviceId: String,
  revision: Number,
  write: String,
  open: Boolean,
  origin: String,
  spec: String,
  sealedSpec: String,
  unreadable: Boolean,
  commandKey: String,
  idempotencyKey: String,
  state: String,
  progress: String,
  onWire: { step: Number, method: String, sessionId: String, sentAt: String },
  awaiting: { what: String, since: String, sessionId: String },
  attempts: Number,
  rpcs: Number,
  createdAt: String,
  notBefore: String,
  deadlineAt: String,
  sentAt: String,
  finishedAt: String,
  outcome: String,
};

export const commandSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
commandSchema.index({ deviceId: 1, _id: -1 });
commandSchema.index(
  { deviceId: 1, idempotencyKey: 1 },
  { unique: true, partialFilterExpression: { idempotencyKey: { $exists: true } } },
);
commandSchema.index({ deviceId: 1, _id: 1 }, { partialFilterExpression: { open: true } });
commandSchema.index({ deadlineAt: 1 }, { partialFilterExpression: { open: true } });
commandSchema.index({ finishedAt: 1 }, { partialFilterExpression: { finishedAt: { $exists: true } } });

export function toCommandRow(command: Command, write: string, seal: Seal): CommandRow {
  const { id, spec: _, progress, outcome, ...rest } = command;
  const { spec, sealedSpec } = keptSpec(command, seal);
  return {
    _id: id,
    ...rest,
    write,
    ...(isOpen(command) && { open: true }),
    spec: JSON.stringify(spec),
    ...(sealedSpec !== undefined && { sealedSpec }),
    progress: JSON.stringify(progress),
    ...(outcome !== undefined && { outcome: JSON.stringify(outcome) }),
  };
}

export function toCommand(row: CommandRow, seal: Seal): Command {
  const { _id, write: _, open: __, spec, sealedSpec, progress, outcome, ...rest } = row;
  const command = {
    id: _id,
    ...rest,
    spec: JSON.parse(spec),
    progress: JSON.parse(progress),
    ...(outcome !== undefined && { outcome: JSON.parse(outcome) }),
  };
  return withSpec(command, sealedSpec, seal);
}
