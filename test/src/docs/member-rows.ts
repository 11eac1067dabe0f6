import type { JsonSchema } from '#libs/event-contract';

/** A member of an event as people read about it. */
export interface MemberRow {
  /** `identity.oui`, `changes[].name`. */
  readonly path: string;
  /** In Markdown; a shared type is a link to its section on the same page. */
  readonly type: string;
  readonly required: boolean;
  readonly meaning: string;
}

/** Schemas that others refer to, by name. */
export type SharedSchemas = Readonly<Record<string, JsonSchema>>;

/** The members of an object, those of objects in it behind their own; a choice lists the members of all its forms. */
export function memberRows(schema: JsonSchema, shared: SharedSchemas, prefix = ''): readonly MemberRow[] {
  const forms = formsOf(schema);
  if (forms.length > 0) return rowsOfForms(forms, shared, prefix);
  const required = new Set(schema.required as readonly string[] | undefined);
  return Object.entries(propertiesOf(schema)).flatMap(([name, member]) => [
    rowOf(`${prefix}${name}`, member, shared, required.has(name)),
    ...rowsWithin(`${prefix}${name}`, member, shared),
  ]);
}

function rowOf(path: string, member: JsonSchema, shared: SharedSchemas, required: boolean): MemberRow {
  const { description = shared[nameIn(member)]?.description } = member;
  const meaning = typeof description === 'string' ? description : '';
  return { path, type: typeOf(member), required, meaning };
}

function rowsWithin(path: string, member: JsonSchema, shared: SharedSchemas): readonly MemberRow[] {
  if (member.type === 'array') return rowsWithin(`${path}[]`, member.items as JsonSchema, shared);
  return formsOf(member).length > 0 || member.type === 'object' ? memberRows(member, shared, `${path}.`) : [];
}

/** What all forms have with values of their own tells them apart; it comes first, and once. */
function rowsOfForms(forms: readonly JsonSchema[], shared: SharedSchemas, prefix: string): readonly MemberRow[] {
  const mark = Object.entries(propertiesOf(forms[0] ?? {})).find(([, { const: value }]) => value !== undefined)?.[0];
  if (mark === undefined) return [];
  const markOf = (form: JsonSchema) => `\`${String(propertiesOf(form)[mark]?.const)}\``;
  const choice = { path: `${prefix}${mark}`, type: forms.map(markOf).join(', '), required: true };
  const rest = forms.flatMap((form) =>
    memberRows(form, shared, prefix)
      .filter(({ path }) => path !== choice.path)
      .map((row) => ({ ...row, meaning: `Of ${markOf(form)}: ${row.meaning}` })),
  );
  return [{ ...choice, meaning: 'Which of the forms it is.' }, ...rest];
}

function typeOf(member: JsonSchema): string {
  const name = nameIn(member);
  if (name !== '') return `[${name}](#${name.toLowerCase()})`;
  if (member.type === 'array') return `${typeOf(member.items as JsonSchema)}[]`;
  if (Array.isArray(member.enum)) return member.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (member.const !== undefined) return `\`${String(member.const)}\``;
  return typeof member.type === 'string' ? member.type : 'object';
}

/** Of the schema that is referred to; empty where there is none. */
function nameIn({ $ref }: JsonSchema): string {
  return typeof $ref === 'string' ? $ref.replace(/^.*[#/]/, '') : '';
}

function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  return (schema.oneOf ?? schema.anyOf ?? []) as readonly JsonSchema[];
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
}
