import type { DeepReadonly, PreviewLine } from '#libs/api-contract';
import { type DeviceId, isLearning, type ProfileProblem } from '#libs/domain';
import type { DryRunResult } from './dry-run.ts';
import { shapeOf } from './show-plan.ts';

const EXAMPLES = 5;
/** Kinds that are told; ten times as many are counted apart. */
const TOLD = 100;
const COUNTED = 1_000;

export type PreviewResult = Extract<DeepReadonly<PreviewLine>, { readonly result: unknown }>['result'];

interface Share {
  devices: number;
  readonly examples: DeviceId[];
}

/** Counts what would be done, by kind. Its size does not grow with the number of devices. */
export class PreviewTally {
  readonly #unchanged = noShare();
  readonly #unknown = noShare();
  readonly #failed = noShare();
  readonly #other = noShare();
  readonly #shapes = new Map<string, Share & { readonly steps: readonly string[] }>();
  readonly #unmet = new Map<string, Share & DryRunResult['desired']['unmet'][number]>();
  #selected = 0;
  #released = 0;

  add(id: DeviceId, profile: string, { revisions, desired, plan }: DryRunResult): void {
    if (revisions.some((revision) => revision.profile === profile)) this.#selected++;
    else this.#released++;
    if (plan.steps.length === 0) count(this.#unchanged, id);
    else if (isLearning(plan)) count(this.#unknown, id);
    else this.#addShape(id, shapeOf(plan));
    for (const one of desired.unmet) {
      const { subject, reason, source } = one;
      const key = JSON.stringify([subject, reason, source.profile, source.pointer]);
      const known = this.#unmet.get(key) ?? { ...noShare(), ...one };
      if (this.#unmet.size < COUNTED) this.#unmet.set(key, known);
      count(known, id);
    }
  }

  addFailed(id: DeviceId): void {
    count(this.#failed, id);
  }

  result(
    more: Pick<PreviewResult, 'devices' | 'seconds'> & { readonly problems: readonly ProfileProblem[] },
  ): PreviewResult {
    const shapes = commonestFirst(this.#shapes.values());
    const other = { ...this.#other, examples: [...this.#other.examples] };
    for (const { devices, examples } of shapes.slice(TOLD)) {
      other.devices += devices;
      other.examples.push(...examples.slice(0, EXAMPLES - other.examples.length));
    }
    return {
      ...more,
      selected: this.#selected,
      released: this.#released,
      unchanged: this.#unchanged,
      unknown: this.#unknown,
      shapes: shapes.slice(0, TOLD),
      otherShapes: other,
      unmet: commonestFirst(this.#unmet.values()).slice(0, TOLD),
      failed: this.#failed,
    };
  }

  #addShape(id: DeviceId, steps: readonly string[]): void {
    const key = steps.join('\n');
    const known = this.#shapes.get(key);
    if (known !== undefined) count(known, id);
    else if (this.#shapes.size >= COUNTED) count(this.#other, id);
    else this.#shapes.set(key, { devices: 1, examples: [id], steps });
  }
}

function noShare(): Share {
  return { devices: 0, examples: [] };
}

function count(share: Share, id: DeviceId): void {
  share.devices++;
  if (share.examples.length < EXAMPLES) share.examples.push(id);
}

function commonestFirst<T extends Share>(shares: Iterable<T>): readonly T[] {
  return [...shares].toSorted((a, b) => b.devices - a.devices);
}
