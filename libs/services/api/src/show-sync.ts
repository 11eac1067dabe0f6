import type { ComplianceItem, DeepReadonly, DeviceSync, Finding as ShownFinding } from '#libs/api-contract';
import { type BackOff, type Command, type Device, type Finding, isSecretPath, type Trouble } from '#libs/domain';
import { findingsOf } from './compliance-query.ts';
import { shownText } from './hidden-value.ts';
import { showSteps } from './show-plan.ts';

type Shown<Schema extends { readonly _zod: { readonly output: unknown } }> = DeepReadonly<Schema['_zod']['output']>;

/** How a device stands to what is declared for it, without secrets. `open`: its commands that are not done. */
export function showSync(
  device: Device,
  open: readonly Command[],
  generationInForce: number,
): Shown<typeof DeviceSync> {
  const { sync } = device;
  const plan = openPlan(open);
  return {
    deviceId: device.id,
    lookedAt: sync !== undefined,
    generation: sync?.generation ?? 0,
    generationInForce,
    profiles: sync?.profiles ?? [],
    conditions: sync?.conditions ?? [],
    differing: sync?.differing ?? 0,
    findings: (sync?.findings ?? []).map(showFinding),
    troubles: Object.entries(sync?.troubles ?? {}).map(([path, trouble]) => showTrouble(path, trouble)),
    ...showBackOff(sync?.backOff),
    ...(sync?.auditDueAt === undefined ? {} : { auditDueAt: sync.auditDueAt }),
    rows: Object.entries(sync?.rows ?? {}).map(([row, bound]) => ({ row, ...bound })),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** Hashes of plans mean nothing outside. */
function showBackOff(backOff: BackOff | undefined) {
  if (backOff === undefined) return {};
  const { plan: _, ...told } = backOff;
  return { backOff: told };
}

/** With the findings of one profile, if one is asked for. */
export function showCompliance(
  { id, identity, softwareVersion, sync }: Device,
  profile?: string,
): Shown<typeof ComplianceItem> {
  const { manufacturer, productClass } = identity;
  return {
    deviceId: id,
    model: { manufacturer, productClass, softwareVersion },
    profiles: sync?.profiles ?? [],
    conditions: sync?.conditions ?? [],
    differing: sync?.differing ?? 0,
    findings: findingsOf(sync?.findings ?? [], profile).map(showFinding),
  };
}

/** The domain leaves secrets out; what is declared openly for a secret parameter is hidden here. */
function showFinding({ desired, reported, ...finding }: Finding): Shown<typeof ShownFinding> {
  const { subject } = finding;
  return {
    ...finding,
    ...(desired === undefined ? {} : { desired: shownText(subject, desired) ?? '' }),
    ...(reported === undefined ? {} : { reported: shownText(subject, reported) ?? '' }),
  };
}

function showTrouble(path: string, trouble: Trouble) {
  const { kind, at, until } = trouble;
  const lastAt = at.at(-1);
  const text = troubleText(path, trouble);
  return { path, kind, times: at.length, ...(lastAt === undefined ? {} : { lastAt }), until, text };
}

function troubleText(path: string, { kind, at, seen, fault, by, until }: Trouble): string {
  const instead = seen === undefined || isSecretPath(path) ? '' : `; it is ${JSON.stringify(seen)} instead`;
  const times = at.length > 1 ? ` ${at.length} times` : '';
  const next = `It is not tried again before ${until}.`;
  switch (kind) {
    case 'refused': {
      const why = fault === undefined ? '' : ` with fault ${fault.code} (${fault.text})`;
      return `The CPE refused ${path}${times}${why}. ${next}`;
    }
    case 'ignored':
      return `The CPE accepted ${path}${times} and did not keep it${instead}. ${next}`;
    case 'reverted':
      return `${path} was changed${times} after it had been set${by === undefined ? '' : ` by ${by}`}${instead}. ${next}`;
  }
}

function openPlan(open: readonly Command[]) {
  for (const { id, state, spec, progress } of open) {
    if (spec.kind !== 'reconcile' || (state !== 'queued' && state !== 'sent')) continue;
    const { step } = progress;
    return {
      commandId: id,
      state,
      step: typeof step === 'number' ? step : 0,
      steps: showSteps(spec.plan).map(({ text }) => text),
    };
  }
  return undefined;
}
