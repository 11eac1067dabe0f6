import {
  type CapabilityCatalog,
  type Clock,
  type Device,
  modelKeyOf,
  type ProfileDocument,
  type ProfileRevision,
  type ProfileStore,
  type ReportedStore,
  type SecretStore,
  type SelectableProfile,
  selectableProfiles,
  selectProfiles,
  timestamp,
} from '#libs/domain';
import { type Evaluation, evaluateDevice } from './evaluate-device.ts';
import { RelevantTrees } from './relevant-trees.ts';

export interface Draft {
  readonly profile: string;
  readonly document: ProfileDocument;
}

/** What is in force, or would be. */
export interface Supposition {
  readonly generation: number;
  readonly profiles: readonly SelectableProfile[];
  /** Of the profile that the draft stands for: what is in force now. */
  readonly replaced?: ProfileRevision;
  readonly fleetSecrets: Readonly<Record<string, { readonly version: number }>>;
  readonly trees: RelevantTrees;
}

export interface DryRunResult extends Evaluation {
  readonly revisions: readonly ProfileRevision[];
}

export interface DryRunPorts {
  readonly profiles: ProfileStore;
  readonly reported: ReportedStore;
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

/** Finds out what would be done to devices, from what is known of them. Reads only, and never opens a secret. */
export class DryRun {
  readonly #ports: DryRunPorts;
  readonly #catalog: CapabilityCatalog;

  constructor(ports: DryRunPorts, catalog: CapabilityCatalog) {
    this.#ports = ports;
    this.#catalog = catalog;
  }

  /** What is in force, with the draft in place of what its profile says. */
  async suppose(draft?: Draft): Promise<Supposition> {
    const [published, fleetSecrets, latest] = await Promise.all([
      this.#ports.profiles.published(),
      this.#ports.secrets.read('fleet'),
      draft && this.#ports.profiles.get(draft.profile),
    ]);
    const { generation = 0, revisions = [] } = published ?? {};
    const trees = new RelevantTrees(this.#ports.reported);
    if (draft === undefined) return { generation, profiles: selectableProfiles(revisions), fleetSecrets, trees };
    const replaced = revisions.find(({ profile }) => profile === draft.profile);
    const others = revisions.filter((revision) => revision !== replaced);
    const revision = {
      ...draft,
      number: (latest?.latest ?? 0) + 1,
      author: '',
      message: '',
      createdAt: timestamp(this.#ports.clock.now()),
    };
    const profiles = selectableProfiles([...others, revision]);
    return { generation, profiles, fleetSecrets, trees, ...(replaced === undefined ? {} : { replaced }) };
  }

  async ofDevice(device: Device, { generation, profiles, fleetSecrets, trees }: Supposition): Promise<DryRunResult> {
    const revisions = selectProfiles(profiles, device);
    const own = revisions.some(usesSecrets) ? await this.#ports.secrets.read(device.id) : {};
    const facts = {
      device,
      revisions,
      secrets: { ...fleetSecrets, ...own },
      catalog: this.#catalog,
      generation,
      nowMs: this.#ports.clock.now(),
    };
    const kind = [modelKeyOf(device), ...revisions.map(({ profile }) => profile)].join(' ');
    const evaluation = await trees.ask(device.id, kind, (tree) => evaluateDevice({ ...facts, tree }));
    return { ...evaluation, revisions };
  }
}

const SECRETS_USED = new WeakMap<ProfileRevision, boolean>();

/** Asked for each device, of few revisions. */
function usesSecrets(revision: ProfileRevision): boolean {
  const known = SECRETS_USED.get(revision);
  if (known !== undefined) return known;
  const uses = JSON.stringify(revision.document.entries).includes('${secrets.');
  SECRETS_USED.set(revision, uses);
  return uses;
}
