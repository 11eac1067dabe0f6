import { isSecretPath } from '../device/secret-path.ts';
import { isTableEntry, type ProfileEntry, type RowsOfTable, type Scalar, type ValueEntry } from './profile.ts';
import type { CapabilityFacts, TableShape } from './profile-facts.ts';
import { type ProfileProblem, pointerTo } from './profile-problem.ts';
import { parseTemplate } from './template.ts';

/** What is known of the members of rows. */
interface Secrecy {
  /** Undefined: there is no such member. */
  readonly isSecret: (member: string) => boolean | undefined;
  readonly below: (member: string) => Secrecy;
}

const BY_NAME: Secrecy = { isSecret: isSecretPath, below: () => BY_NAME };
const NOTHING: Secrecy = { isSecret: () => undefined, below: () => NOTHING };

/**
 * Secrets that would be in the clear: what a profile says is kept and shown as it stands, and what a CPE reports is masked
 * by the name of its parameter alone.
 */
export function secretProblems(
  entries: readonly ProfileEntry[],
  capabilities: CapabilityFacts,
): readonly ProfileProblem[] {
  return entries.flatMap((entry, index) => {
    const pointer = `/entries/${index}`;
    if (!isTableEntry(entry)) {
      return valueProblems(entry.value, isSecretEntry(entry, capabilities), `${pointer}/value`);
    }
    if (entry.capability === undefined) return rowProblems(entry, BY_NAME, pointer);
    const shape = capabilities.find(entry.capability);
    return shape?.kind === 'table' ? rowProblems(entry, secrecyOf(shape), pointer) : [];
  });
}

function isSecretEntry({ capability, path = '' }: ValueEntry, capabilities: CapabilityFacts): boolean | undefined {
  if (capability === undefined) return isSecretPath(path);
  const shape = capabilities.find(capability);
  return shape?.kind === 'value' ? shape.secret === true : undefined;
}

function secrecyOf({ fields, tables = {} }: TableShape): Secrecy {
  return {
    isSecret: (member) => (Object.hasOwn(fields, member) ? fields[member]?.secret === true : undefined),
    below: (member) => {
      const table = Object.hasOwn(tables, member) ? tables[member] : undefined;
      return table === undefined ? NOTHING : secrecyOf(table);
    },
  };
}

function rowProblems({ rows }: RowsOfTable, secrecy: Secrecy, pointer: string): readonly ProfileProblem[] {
  return Object.entries(rows).flatMap(([name, row]) => {
    const inRow = pointerTo(`${pointer}/rows`, name);
    return Object.entries(row).flatMap(([member, wanted]) => {
      if (member.startsWith('$') || wanted === undefined) return [];
      const at = pointerTo(inRow, member);
      return typeof wanted === 'object'
        ? rowProblems(wanted, secrecy.below(member), at)
        : valueProblems(wanted, secrecy.isSecret(member), at);
    });
  });
}

function valueProblems(
  value: Scalar | undefined,
  isSecret: boolean | undefined,
  pointer: string,
): readonly ProfileProblem[] {
  if (value === undefined || isSecret === undefined) return [];
  const holds = holdsSecret(value);
  if (isSecret && !holds && isTold(value)) return [{ pointer, code: 'exposed_secret', detail: WRITTEN }];
  return !isSecret && holds ? [{ pointer, code: 'exposed_secret', detail: REPORTED }] : [];
}

const WRITTEN = `It is a secret, and would be kept and shown as it is written: say \${secrets.<name>}, and give devices or the fleet a secret of that name.`;
const REPORTED =
  'Nothing tells that this parameter holds a secret: what the CPE reports of it would be published in the clear. Secrets go where a capability takes one, or into a parameter whose name tells (Password, Passphrase, PreSharedKey, Secret, PIN, Token …).';

/** `RequirePassword` is a switch, and no text is no secret. */
function isTold(value: Scalar): boolean {
  return typeof value !== 'boolean' && value !== '';
}

function holdsSecret(value: Scalar): boolean {
  const parsed = parseTemplate(String(value));
  return 'template' in parsed && parsed.template.some((part) => typeof part !== 'string' && 'secret' in part);
}
