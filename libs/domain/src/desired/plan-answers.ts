import type { CpeFault, CpeResponse, ParameterInfo, ParameterValue } from '#libs/cwmp';
import { readDone, readRefused, startReading } from '../command/reading.ts';
import type { RpcAnswer } from '../events/events.ts';
import { valueStamp } from './diff.ts';
import type { Plan, PlannedValue, PlanStep } from './plan.ts';
import { concrete, nextStep, type PlanProgress, type PlanReport, refusing, withListed } from './plan-progress.ts';
import { isLastChange } from './plan-requests.ts';
import { attributeSubject } from './subject.ts';
import { learntSize, withPassed, withTooMany } from './write-size.ts';

/** What an answer makes of a plan. */
export interface Answered {
  readonly progress: PlanProgress;
  readonly learnt: readonly PlanLesson[];
  /** The CPE could not do it just now: the same again later. */
  readonly again?: true;
}

/** What the CPE told, to be kept. */
export type PlanLesson =
  | { readonly what: 'values'; readonly values: readonly ParameterValue[] }
  | {
      readonly what: 'names';
      readonly path: string;
      readonly names: readonly ParameterInfo[];
      readonly nextLevel: boolean;
    }
  | { readonly what: 'gone'; readonly path: string }
  | { readonly what: 'rebootPending' }
  /** More values than these were too many for one request. */
  | { readonly what: 'model'; readonly knowledge: { readonly writeBatch: number } }
  | {
      readonly what: 'attributes';
      readonly attributes: readonly { readonly path: string; readonly notification: number }[];
    };

type Fault = Exclude<RpcAnswer, { kind: 'response' }>;
type StepOf<K extends PlanStep['do']> = Extract<PlanStep, { do: K }>;

/** How often an AddObject is sent whose answer never came. */
const MOST_ADDS = 3;

/** The RPC of the present step was answered. The progress must be `settled`. */
export function answered(
  plan: Plan,
  progress: PlanProgress,
  answer: RpcAnswer,
  { bytes, sessionId }: { readonly bytes: number; readonly sessionId: string },
): Answered {
  const step = plan.steps[progress.step];
  if (step === undefined) return to(progress);
  if (answer.kind !== 'response') return notDone(step, progress, answer);
  const { response } = answer;
  switch (step.do) {
    case 'list':
      return listed(step.path, step.nextLevel, progress, response);
    case 'read':
    case 'verify':
      return read(plan, step, progress, response, bytes);
    case 'delete':
      return deleted(step.object, withStatus(plan, progress, response));
    case 'add':
      return added(step, withStatus(plan, progress, response), response, sessionId);
    case 'set':
      return set(plan, step, progress, response);
    case 'attributes':
      return attributesSet(step, progress);
    case 'reboot':
      return to(nextStep(progress));
  }
}

/** The session ended before the answer. Only a row may be there twice if the request is sent again without looking. */
export function lost(plan: Plan, progress: PlanProgress): PlanProgress {
  const step = plan.steps[progress.step];
  if (step?.do !== 'add' || progress.adding?.phase !== 'add') return progress;
  return { ...progress, adding: { ...progress.adding, phase: 'found', lost: progress.adding.lost + 1 } };
}

function to(progress: PlanProgress, ...learnt: readonly PlanLesson[]): Answered {
  return { progress, learnt };
}

function listed(path: string, nextLevel: boolean, progress: PlanProgress, response: CpeResponse): Answered {
  const names = 'parameterList' in response ? (response.parameterList as readonly ParameterInfo[]) : [];
  return to(nextStep(progress), { what: 'names', path, names, nextLevel });
}

function read(
  plan: Plan,
  step: StepOf<'read' | 'verify'>,
  progress: PlanProgress,
  response: CpeResponse,
  bytes: number,
): Answered {
  const values = response.method === 'GetParameterValuesResponse' ? response.parameterList : [];
  const reading = progress.reading && readDone(progress.reading, bytes);
  // What a new row has by itself tells the types of what is set in it.
  const types = step.do === 'read' ? typesOf(plan, progress, values) : {};
  const next = { ...progress, types: { ...progress.types, ...types }, ...(reading ? { reading } : {}) };
  return to(next, { what: 'values', values });
}

/** Of what the plan sets: whatever else a CPE tells is not kept with the plan. */
function typesOf({ steps }: Plan, progress: PlanProgress, values: readonly ParameterValue[]): PlanProgress['types'] {
  const set = steps.flatMap((step) => (step.do === 'set' ? step.values : []));
  const paths = new Set(set.flatMap(({ path }) => concrete(path, progress) ?? []));
  return Object.fromEntries(values.flatMap(({ name, type }) => (paths.has(name) ? [[name, type] as const] : [])));
}

function deleted(object: string, progress: PlanProgress): Answered {
  const report = { ...progress.report, deleted: [...progress.report.deleted, object] };
  return to(nextStep({ ...progress, report }), { what: 'gone', path: object }, ...pending(progress.report));
}

function added(step: StepOf<'add'>, progress: PlanProgress, response: CpeResponse, sessionId: string): Answered {
  const { adding } = progress;
  const table = concrete(step.table, progress) ?? '';
  if (response.method === 'AddObjectResponse') {
    const { instanceNumber: row } = response;
    // An answer without a usable number: the table tells which row is new.
    if (row < 1 && adding) return to({ ...progress, adding: { ...adding, phase: 'found' } });
    const listed = withListed(progress, sessionId, table, [...(adding?.before ?? []), row]);
    return withRow(step, listed, table, row);
  }
  const names = response.method === 'GetParameterNamesResponse' ? response.parameterList : [];
  const lesson: PlanLesson = { what: 'names', path: table, names, nextLevel: true };
  const rows = rowsIn(table, names);
  if (adding?.phase !== 'found') {
    const listed = withListed(progress, sessionId, table, rows);
    return to({ ...listed, adding: { phase: 'add', before: rows, lost: 0 } }, lesson);
  }
  const fresh = rows.filter((row) => !adding.before.includes(row));
  const [row] = fresh;
  if (row === undefined) {
    if (adding.lost < MOST_ADDS) return to({ ...progress, adding: { ...adding, phase: 'add' } }, lesson);
    return to(withoutRow(step, progress, 0, `AddObject was sent ${adding.lost} times, and no row came of it.`), lesson);
  }
  if (fresh.length === 1) return withRow(step, progress, table, row, lesson);
  const why = `Rows ${fresh.join(', ')} are new since the answer to AddObject was lost: which is ours can't be told.`;
  return to(withoutRow(step, progress, 0, why), lesson);
}

function withRow(
  step: StepOf<'add'>,
  progress: PlanProgress,
  table: string,
  row: number,
  ...learnt: readonly PlanLesson[]
): Answered {
  const names = [{ name: `${table}${row}.`, writable: true }];
  const next = nextStep({ ...progress, rows: { ...progress.rows, [step.row]: row } });
  return to(
    next,
    ...learnt,
    { what: 'names', path: `${table}${row}.`, names, nextLevel: true },
    ...pending(next.report),
  );
}

function withoutRow(step: StepOf<'add'>, progress: PlanProgress, code: number, text: string): PlanProgress {
  const next = refusing({ ...progress, dropped: [...progress.dropped, step.row] }, { subject: step.row, code, text });
  return nextStep(next);
}

function set(plan: Plan, step: StepOf<'set'>, progress: PlanProgress, response: CpeResponse): Answered {
  if (progress.retyping === 'asking') {
    const values = response.method === 'GetParameterValuesResponse' ? response.parameterList : [];
    const types = typesOf(plan, progress, values);
    return to({ ...progress, types: { ...progress.types, ...types }, retyping: 'done' }, { what: 'values', values });
  }
  // The answer to something else: it is sent again.
  if (response.method !== 'SetParameterValuesResponse') return to(progress);
  const [batch = [], ...batches] = progress.batches ?? [];
  const stamps = batch.flatMap((index) => {
    const value = step.values[index];
    const path = value && concrete(value.path, progress);
    return value && path !== undefined ? [[path, valueStamp(value.value)] as const] : [];
  });
  const now = withStatus(plan, progress, response);
  const report = { ...now.report, set: { ...now.report.set, ...Object.fromEntries(stamps) } };
  const { retyping: _, ...rest } = withPassed(now, batch.length);
  return to({ ...rest, batches, report }, ...pending(report), ...learntSize(rest, batches));
}

function attributesSet(step: StepOf<'attributes'>, progress: PlanProgress): Answered {
  const [batch = [], ...batches] = progress.batches ?? [];
  const attributes = batch.flatMap((index) => {
    const one = step.attributes[index];
    const path = one && concrete(one.path, progress);
    return one && path !== undefined ? [{ path, notification: one.notification }] : [];
  });
  return to({ ...progress, batches }, { what: 'attributes', attributes });
}

function pending({ status }: PlanReport): readonly PlanLesson[] {
  return status === 1 ? [{ what: 'rebootPending' }] : [];
}

/** A change was accepted: applied, or to be applied after a reboot. */
function withStatus(plan: Plan, progress: PlanProgress, response: CpeResponse): PlanProgress {
  if (!('status' in response)) return progress;
  const status = response.status === 1 ? 1 : progress.report.status;
  const beacon = progress.report.beacon || isLastChange(plan, progress);
  return { ...progress, report: { ...progress.report, status, beacon } };
}

function notDone(step: PlanStep, progress: PlanProgress, answer: Fault): Answered {
  const fault = answer.kind === 'fault' ? answer.fault : DECLINED;
  // 9002 internal error is the one fault that may pass by itself (TR-069 A.5.1).
  if (fault.faultCode === 9002) return { progress, learnt: [], again: true };
  return givenUp(step, progress, fault);
}

/** The CPE refuses, and will go on to refuse: what is refused is left out, the rest is done. */
export function givenUp(step: PlanStep, progress: PlanProgress, fault: CpeFault): Answered {
  switch (step.do) {
    case 'list':
    case 'delete':
      return objectRefused(step.do === 'list' ? step.path : step.object, step.do === 'delete', progress, fault);
    case 'read':
    case 'verify':
      return readingRefused(progress, fault);
    case 'add':
      return rowRefused(step, progress, fault);
    case 'set':
      return valuesRefused(step, progress, fault);
    case 'attributes':
      return halved(
        step.attributes.map(({ path }) => ({ path: attributeSubject(path) })),
        progress,
        fault,
      );
    case 'reboot':
      return to(nextStep(refusing(progress, refusedBy('Reboot', fault))));
  }
}

/** Where the fault stands for an empty POST: the CPE does not do this RPC. */
export const DECLINED: CpeFault = {
  faultCode: 9000,
  faultString: 'The CPE answered with an empty POST.',
  parameterFaults: [],
};

/** 9005: the object is not there, which is what a delete is for. */
function objectRefused(path: string, isDelete: boolean, progress: PlanProgress, fault: CpeFault): Answered {
  if (fault.faultCode !== 9005) return to(nextStep(refusing(progress, refusedBy(path, fault))));
  if (isDelete) return deleted(path, progress);
  return to(nextStep(progress), { what: 'gone', path });
}

/** Of several it is not known which: they are asked for in halves, down to the one. */
function readingRefused(progress: PlanProgress, fault: CpeFault): Answered {
  const before = progress.reading ?? startReading([], 1);
  const reading = readRefused(before, fault.faultCode !== 9005, []);
  const refused = reading.unreadable.filter((path) => !before.unreadable.includes(path));
  return to(refusing({ ...progress, reading }, ...refused.map((path) => refusedBy(path, fault))));
}

function rowRefused(step: StepOf<'add'>, progress: PlanProgress, fault: CpeFault): Answered {
  const { adding } = progress;
  // Some CPEs list a table only once it has a row.
  if (fault.faultCode === 9005 && adding?.phase === 'rows') {
    return to({ ...progress, adding: { phase: 'add', before: [], lost: 0 } });
  }
  if (fault.faultCode === 9005 && adding?.phase === 'found' && adding.before.length === 0) {
    return to({ ...progress, adding: { ...adding, phase: 'add' } });
  }
  return to(withoutRow(step, progress, fault.faultCode, fault.faultString));
}

function valuesRefused(step: StepOf<'set'>, progress: PlanProgress, fault: CpeFault): Answered {
  // The types could not be told: then they are what they were taken for.
  if (progress.retyping === 'asking') return to({ ...progress, retyping: 'done' });
  const isType = fault.faultCode === 9006 || fault.parameterFaults.some(({ faultCode }) => faultCode === 9006);
  if (isType && progress.retyping === undefined) return to({ ...progress, retyping: 'asking' });
  const [batch = [], ...others] = progress.batches ?? [];
  const named = fault.parameterFaults.filter(({ parameterName }) => indexIn(step, batch, progress, parameterName) >= 0);
  if (named.length === 0) return halved(step.values, progress, fault);
  const bad = new Set(named.map(({ parameterName }) => indexIn(step, batch, progress, parameterName)));
  const refused = named.map(({ parameterName, faultCode, faultString }) => ({
    subject: parameterName,
    code: faultCode,
    text: faultString,
  }));
  const rest = batch.filter((index) => !bad.has(index));
  const { retyping: _, ...now } = progress;
  return to(refusing({ ...now, batches: rest.length > 0 ? [rest, ...others] : others }, ...refused));
}

function indexIn(step: StepOf<'set'>, batch: readonly number[], progress: PlanProgress, name: string): number {
  return batch.find((index) => concrete((step.values[index] as PlannedValue).path, progress) === name) ?? -1;
}

/** It is not said what is wrong: each half is tried by itself, down to the one. */
function halved(items: readonly { readonly path: string }[], progress: PlanProgress, fault: CpeFault): Answered {
  const [batch = [], ...others] = progress.batches ?? [];
  const { retyping: _, ...now } = withTooMany(progress, batch.length, fault);
  const methodIsMissing = fault.faultCode === 9000;
  if (batch.length > 1 && !methodIsMissing) {
    const middle = Math.ceil(batch.length / 2);
    return to({ ...now, batches: [batch.slice(0, middle), batch.slice(middle), ...others] });
  }
  const refused = batch.flatMap((index) => {
    const path = concrete(items[index]?.path ?? '', progress);
    return path === undefined ? [] : [refusedBy(path, fault)];
  });
  return to(refusing({ ...now, batches: others }, ...refused));
}

function refusedBy(subject: string, { faultCode, faultString }: CpeFault) {
  return { subject, code: faultCode, text: faultString };
}

function rowsIn(table: string, names: readonly ParameterInfo[]): readonly number[] {
  return names.flatMap(({ name }) => {
    const row = name.startsWith(table) ? /^(\d+)\.$/.exec(name.slice(table.length)) : null;
    return row ? [Number(row[1])] : [];
  });
}
