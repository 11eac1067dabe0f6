import type { Field, FieldTable } from './field-table.ts';

/** Names of attributes of a device: they are parts of paths in every store. */
export const ATTRIBUTE_NAME = /^[a-z][A-Za-z0-9_-]{0,63}$/;

const ATTRIBUTE: Field = { type: 'string', optional: true, description: 'Business data given by operators.' };
const ATTRIBUTES = 'attributes.';

const DECLARED: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['id', { type: 'string', description: 'Device id: OUI-ProductClass-SerialNumber.' }],
  ['identity.manufacturer', { type: 'string', description: 'Manufacturer as the CPE names itself.' }],
  ['identity.oui', { type: 'string', description: 'OUI of the manufacturer, six upper-case hexadecimal digits.' }],
  ['identity.productClass', { type: 'string', description: 'Product class; empty when the CPE has none.' }],
  ['identity.serialNumber', { type: 'string', description: 'Serial number.' }],
  ['tags', { type: 'string[]', description: 'Tags given by operators; one value matches any of them.' }],
  ['dataModel.kind', { type: 'string', description: 'Data model: tr098, tr181, device1 or unknown.' }],
  ['cwmpVersion', { type: 'string', description: 'CWMP version spoken in the last session, such as 1.2.' }],
  ['softwareVersion', { type: 'string', description: 'Firmware version the CPE reports.' }],
  ['hardwareVersion', { type: 'string', description: 'Hardware version the CPE reports.' }],
  ['provisioningCode', { type: 'string', description: 'ProvisioningCode the CPE reports.' }],
  ['parameterKey', { type: 'string', description: 'ParameterKey the CPE reports: the key the ACS set last.' }],
  ['connectionRequestUrl', { type: 'string', description: 'Where the CPE listens for connection requests.' }],
  ['discovery.state', { type: 'string', description: 'Discovery of the tree: none, running, complete or partial.' }],
  ['discovery.parameters', { type: 'number', description: 'Parameters found by the last discovery.' }],
  ['rebootPending', { type: 'boolean', description: 'A change was committed that takes effect after a reboot.' }],
  ['registeredAt', { type: 'string', description: 'First contact (RFC 3339, UTC).' }],
  ['lastInformAt', { type: 'string', description: 'Last Inform (RFC 3339, UTC); may lag while nothing changes.' }],
  ['lastBootAt', { type: 'string', optional: true, description: 'Last boot (RFC 3339, UTC).' }],
  ['lastBootstrapAt', { type: 'string', optional: true, description: 'Last bootstrap (RFC 3339, UTC).' }],
  ['lastInform.eventCodes', { type: 'string[]', description: 'Event codes of the last Inform, such as 1 BOOT.' }],
  [
    'conditions',
    { type: 'string[]', description: 'What is true of it: InSync, Reconciling, Degraded, Drifted and others.' },
  ],
  [
    'sync.profiles',
    { type: 'string[]', optional: true, description: 'Profiles in force for it, such as residential@3.' },
  ],
  ['sync.differing', { type: 'number', optional: true, description: 'How many things are not as declared.' }],
  [
    'sync.differingFrom',
    { type: 'string[]', optional: true, description: 'Profiles that declare something of what differs.' },
  ],
  ['sync.auditDueAt', { type: 'string', optional: true, description: 'When it is read again (RFC 3339, UTC).' }],
  ['aliasBasedAddressing', { type: 'boolean', description: 'The CPE takes paths with aliases.' }],
]);

/** The fields of a Device document that may be filtered by; `attributes.<name>` for any name. */
export const DEVICE_FIELDS: FieldTable = {
  get: (name) => DECLARED.get(name) ?? (isAttribute(name) ? ATTRIBUTE : undefined),
  has: (name) => DECLARED.has(name) || isAttribute(name),
  keys: () => DECLARED.keys(),
  values: () => DECLARED.values(),
  [Symbol.iterator]: () => DECLARED[Symbol.iterator](),
};

function isAttribute(field: string): boolean {
  return field.startsWith(ATTRIBUTES) && ATTRIBUTE_NAME.test(field.slice(ATTRIBUTES.length));
}

/** The fields a list of devices may be sorted by; every store has an index on each. */
export const SORTABLE_DEVICE_FIELDS = [
  'id',
  'identity.manufacturer',
  'identity.productClass',
  'identity.serialNumber',
  'softwareVersion',
  'registeredAt',
  'lastInformAt',
  'lastBootAt',
] as const;
