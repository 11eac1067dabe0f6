import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import { type Device, type DeviceId, SORTABLE_DEVICE_FIELDS, type SyncState } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';
import type { OptionalKeys } from './optional-keys.ts';

/** A device as it is stored: by its id, with the name of the write that made it so. */
export interface DeviceRow extends Omit<Device, 'id' | 'sync'> {
  readonly _id: DeviceId;
  readonly write: string;
  /** As JSON text: paths are its keys, and no name that came from a CPE is a field's. */
  readonly sync?: string;
  /** What lists ask for of it. */
  readonly found?: Pick<SyncState, 'profiles' | 'differing' | 'differingFrom' | 'auditDueAt'>;
}

/** Complete, or it does not compile: what a schema does not declare can't be queried. */
const FIELDS: Readonly<Record<keyof DeviceRow, SchemaDefinitionProperty>> = {
  _id: String,
  revision: Number,
  write: String,
  identity: { manufacturer: String, oui: String, productClass: String, serialNumber: String },
  tags: [String],
  attributes: Object,
  dataModel: { kind: String, root: String },
  cwmpVersion: String,
  softwareVersion: String,
  hardwareVersion: String,
  provisioningCode: String,
  parameterKey: String,
  connectionRequestUrl: String,
  aliasBasedAddressing: Boolean,
  methods: [String],
  discovery: {
    state: String,
    startedAt: String,
    completedAt: String,
    parameters: Number,
    objects: Number,
    unreadable: Number,
  },
  rebootPending: Boolean,
  parameterAttributes: [{ _id: false, path: String, notification: Number, accessList: [String] }],
  conditions: [String],
  sync: String,
  found: { profiles: [String], differing: Number, differingFrom: [String], auditDueAt: String },
  registeredAt: String,
  lastInformAt: String,
  lastBootAt: String,
  lastBootstrapAt: String,
  lastInform: {
    sessionId: String,
    gateway: String,
    eventCodes: [String],
    eventsFingerprint: String,
    fingerprint: String,
    confined: Boolean,
    position: Number,
  },
};

/** Removed from the stored document when the device no longer has them. */
export const OPTIONAL_DEVICE_FIELDS: Readonly<Record<OptionalKeys<DeviceRow>, ''>> = {
  methods: '',
  sync: '',
  found: '',
  lastBootAt: '',
  lastBootstrapAt: '',
};

export const deviceSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
for (const field of SORTABLE_DEVICE_FIELDS) if (field !== 'id') deviceSchema.index({ [field]: 1, _id: 1 });
deviceSchema.index({ tags: 1, _id: 1 });
deviceSchema.index({ conditions: 1, _id: 1 });
deviceSchema.index({ 'found.profiles': 1, _id: 1 });
deviceSchema.index({ 'found.differingFrom': 1, _id: 1 });

/** Where a field of the filter language stands in the stored document. */
export function deviceField(field: string): string {
  if (field === 'id') return '_id';
  return field.startsWith('sync.') ? field.replace('sync.', 'found.') : field;
}

export function toDeviceRow({ id, sync, ...rest }: Device, write: string): DeviceRow {
  if (sync === undefined) return { _id: id, ...rest, write };
  const { profiles, differing, differingFrom, auditDueAt } = sync;
  const found = {
    profiles,
    differing,
    ...(differingFrom === undefined ? {} : { differingFrom }),
    ...(auditDueAt === undefined ? {} : { auditDueAt }),
  };
  return { _id: id, ...rest, write, sync: JSON.stringify(sync), found };
}

export function toDevice({ _id, write: _, found: __, sync, ...rest }: DeviceRow): Device {
  return { id: _id, ...rest, ...(sync === undefined ? {} : { sync: JSON.parse(sync) as SyncState }) };
}
