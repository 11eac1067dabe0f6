import type { AcsRequest, ParameterValue } from '#libs/cwmp';
import { nextRead } from '../command/reading.ts';
import type { DesiredValue, RowName } from './desired.ts';
import type { Plan, PlannedValue, PlanStep } from './plan.ts';
import { concrete, type PlanProgress } from './plan-progress.ts';
import { pathOfName } from './row-name.ts';

/** What the requests of a plan are filled with. */
export interface RequestFacts {
  /** As the CPE reports it: it stays until the plan's last change. */
  readonly parameterKey: string;
  /** Of the command, for a reboot. */
  readonly commandKey: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Paths of rows that were there before the plan, by name. */
  readonly rowPaths: ReadonlyMap<RowName, string>;
}

/** The RPC that the step waits for; undefined when the plan is done. The progress must be `settled`. */
export function requestOf(plan: Plan, progress: PlanProgress, facts: RequestFacts): AcsRequest | undefined {
  const step = plan.steps[progress.step];
  return step && requestOfStep(step, progress, facts, keyOf(plan, progress, facts));
}

/** Whether the RPC changes what the plan has the CPE change last: it carries the beacon. */
export function isLastChange(plan: Plan, { step, batches = [] }: PlanProgress): boolean {
  return batches.length <= 1 && !plan.steps.slice(step + 1).some((later) => CHANGES.has(later.do));
}

const CHANGES: ReadonlySet<PlanStep['do']> = new Set(['delete', 'add', 'set']);

function keyOf(plan: Plan, progress: PlanProgress, { parameterKey }: RequestFacts): string {
  return isLastChange(plan, progress) ? plan.beacon : parameterKey;
}

function requestOfStep(step: PlanStep, progress: PlanProgress, facts: RequestFacts, parameterKey: string): AcsRequest {
  switch (step.do) {
    case 'list':
      return { method: 'GetParameterNames', parameterPath: step.path, nextLevel: step.nextLevel };
    case 'read':
    case 'verify':
      return {
        method: 'GetParameterValues',
        parameterNames: progress.reading ? (nextRead(progress.reading) ?? []) : [],
      };
    case 'delete':
      return { method: 'DeleteObject', objectName: step.object, parameterKey };
    case 'add':
      return addingRequest(step, progress, parameterKey);
    case 'set':
      return settingRequest(step.values, progress, facts, parameterKey);
    case 'attributes':
      return {
        method: 'SetParameterAttributes',
        parameterList: (progress.batches?.[0] ?? []).flatMap((index) => {
          const attribute = step.attributes[index];
          const name = attribute && concrete(attribute.path, progress);
          if (attribute === undefined || name === undefined) return [];
          const { notification } = attribute;
          return [{ name, notificationChange: true, notification, accessListChange: false, accessList: [] }];
        }),
      };
    case 'reboot':
      return { method: 'Reboot', commandKey: facts.commandKey };
  }
}

function addingRequest(
  step: Extract<PlanStep, { do: 'add' }>,
  progress: PlanProgress,
  parameterKey: string,
): AcsRequest {
  const table = concrete(step.table, progress) ?? '';
  if (progress.adding?.phase === 'add') return { method: 'AddObject', objectName: table, parameterKey };
  return { method: 'GetParameterNames', parameterPath: table, nextLevel: true };
}

function settingRequest(
  values: readonly PlannedValue[],
  progress: PlanProgress,
  facts: RequestFacts,
  parameterKey: string,
): AcsRequest {
  const batch = progress.batches?.[0] ?? [];
  const wanted = batch.flatMap((index) => values[index] ?? []);
  if (progress.retyping === 'asking') {
    const parameterNames = wanted.flatMap(({ path }) => concrete(path, progress) ?? []);
    return { method: 'GetParameterValues', parameterNames };
  }
  const parameterList = wanted.flatMap((one): readonly ParameterValue[] => {
    const name = concrete(one.path, progress);
    const value = textOf(one.value, progress, facts);
    if (name === undefined || value === undefined) return [];
    const known = Object.hasOwn(progress.types, name) ? progress.types[name] : undefined;
    return [{ name, value, type: known ?? one.type ?? 'string' }];
  });
  return { method: 'SetParameterValues', parameterList, parameterKey };
}

/** Undefined when a secret or a row is gone since the plan was made: then the value is left out, and refused. */
export function textOf(
  value: DesiredValue,
  progress: PlanProgress,
  { secrets, rowPaths }: Pick<RequestFacts, 'secrets' | 'rowPaths'>,
): string | undefined {
  if (value.kind === 'plain') return value.text;
  if (value.kind === 'rowPath') return pathOfRow(value.row, progress, rowPaths);
  const parts = value.parts.map((part) => (typeof part === 'string' ? part : ownText(secrets, part.secret)));
  return parts.includes(undefined) ? undefined : parts.join('');
}

function ownText(secrets: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
}

/** References are written without the final dot (TR-106 §3.2.4). */
function pathOfRow(name: RowName, progress: PlanProgress, rowPaths: ReadonlyMap<RowName, string>): string | undefined {
  const path = rowPaths.get(name) ?? pathOfName(name, progress.rows);
  return path?.replace(/\.$/, '');
}
