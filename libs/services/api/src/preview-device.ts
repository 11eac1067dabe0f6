import type { DeepReadonly, DevicePreview } from '#libs/api-contract';
import { type DeviceId, type DeviceStore, type ProfileProblem, type ProfileStore, readProfile } from '#libs/domain';
import type { Draft, DryRun } from './dry-run.ts';
import { hiddenBy, showDifference } from './show-difference.ts';
import { showSteps } from './show-plan.ts';

export interface DevicePreviewOrder {
  readonly profile?: string;
  /** From outside. */
  readonly draft?: unknown;
}

type Shown = DeepReadonly<(typeof DevicePreview)['_zod']['output']>;

export type DevicePreviewOutcome =
  | { readonly status: 'previewed'; readonly preview: Shown }
  | { readonly status: 'unknownDevice' | 'unknownProfile' }
  | { readonly status: 'refused'; readonly problems: readonly ProfileProblem[] };

/** Not the name of any profile. */
const NAMELESS = '(draft)';

/** What would be done to one device. A draft need not be fit to be published: what it contradicts is told as not to be had. */
export class PreviewDevice {
  readonly #devices: DeviceStore;
  readonly #profiles: ProfileStore;
  readonly #dryRun: DryRun;

  constructor(devices: DeviceStore, profiles: ProfileStore, dryRun: DryRun) {
    this.#devices = devices;
    this.#profiles = profiles;
    this.#dryRun = dryRun;
  }

  async execute(deviceId: DeviceId, order: DevicePreviewOrder): Promise<DevicePreviewOutcome> {
    const device = await this.#devices.get(deviceId);
    if (device === undefined) return { status: 'unknownDevice' };
    const read = await this.#draftOf(order);
    if ('status' in read) return read;
    const { draft } = read;
    const supposition = await this.#dryRun.suppose(draft);
    const { revisions, differences, desired, plan } = await this.#dryRun.ofDevice(device, supposition);
    const profiles = revisions.map(
      ({ profile, number }) => `${profile}@${profile === draft?.profile ? 'draft' : number}`,
    );
    const preview: Shown = {
      deviceId,
      generation: supposition.generation,
      profiles,
      differences: differences.map(showDifference),
      unmet: desired.unmet,
      steps: showSteps(plan, hiddenBy(differences)),
    };
    return { status: 'previewed', preview };
  }

  async #draftOf({
    profile,
    draft,
  }: DevicePreviewOrder): Promise<{ readonly draft?: Draft } | Exclude<DevicePreviewOutcome, { status: 'previewed' }>> {
    if (draft !== undefined) {
      const read = readProfile(draft);
      if (!read.ok) return { status: 'refused', problems: read.problems };
      return { draft: { profile: profile ?? NAMELESS, document: read.document } };
    }
    if (profile === undefined) return {};
    const [newest] = await this.#profiles.revisions(profile, { limit: 1 });
    return newest === undefined ? { status: 'unknownProfile' } : { draft: { profile, document: newest.document } };
  }
}
