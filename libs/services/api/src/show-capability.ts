import type {
  CapabilityList,
  CapabilityTable,
  CapabilityValue,
  DeepReadonly,
  Capability as ShownCapability,
} from '#libs/api-contract';
import type { Capability, CapabilityCatalog, TableField } from '#libs/domain';

type Shown<Schema extends { readonly _zod: { readonly output: unknown } }> = DeepReadonly<Schema['_zod']['output']>;
type Table = Pick<Extract<Capability, { readonly kind: 'table' }>, 'fields' | 'tables'>;

export function showCapabilities(catalog: CapabilityCatalog): Shown<typeof CapabilityList> {
  const capabilities = [...catalog.names()].toSorted().flatMap((name) => {
    const capability = catalog.find(name);
    return capability === undefined ? [] : [factsOf(name, capability)];
  });
  return { groups: catalog.groups.map(({ name, title, summary }) => ({ name, title, summary })), capabilities };
}

export function showCapability(name: string, capability: Capability): Shown<typeof ShownCapability> {
  const facts = factsOf(name, capability);
  return capability.kind === 'value'
    ? { ...facts, value: shownShape(capability) }
    : { ...facts, table: tableOf(capability) };
}

function factsOf(name: string, { group, kind, summary, models }: Capability) {
  const mapped = Object.entries(models).flatMap(([model, mappings]) => (mappings.length > 0 ? [model] : []));
  return { name, group, kind, summary, models: mapped };
}

function tableOf({ fields, tables }: Table): Shown<typeof CapabilityTable> {
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, shownShape(field)])),
    ...(tables === undefined
      ? {}
      : { tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, tableOf(table)])) }),
  };
}

const VALUE_MEMBERS: ReadonlySet<string> = new Set<keyof TableField>([
  'summary',
  'type',
  'format',
  'list',
  'enum',
  'min',
  'max',
  'minLength',
  'maxLength',
  'secret',
  'risky',
  'required',
  'default',
]);

/** Without what it is mapped to, which is nobody's business here. */
function shownShape(field: TableField): Shown<typeof CapabilityValue> {
  return Object.fromEntries(Object.entries(field).filter(([name]) => VALUE_MEMBERS.has(name))) as unknown as Shown<
    typeof CapabilityValue
  >;
}
