import {
  type Clock,
  DECLARED_PARTS,
  type Declaration,
  type DeclarationStore,
  type DeclaredPart,
  type Device,
  type DeviceId,
  type DeviceStore,
  type EventBus,
  timestamp,
} from '#libs/domain';
import type { CommandIds } from './command-ids.ts';
import type { KeepSecrets, SecretChanges } from './keep-secrets.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** What an operator says of a device; what is absent stays, an attribute or secret that is null is taken away. */
export interface Saying {
  readonly tags?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | null>>;
  readonly secrets?: SecretChanges;
}

export type SayingOutcome =
  | { readonly status: 'changed'; readonly device: Device }
  | { readonly status: 'declared'; readonly declaration: Declaration }
  | { readonly status: 'unknownDevice' }
  | { readonly status: 'changedMeanwhile'; readonly revision: number };

/**
 * Takes down what operators say about a device, known or expected. The event that tells of it comes after what it tells of is
 * durable: a device that makes its first contact in between takes the declaration over when the event is handled.
 */
export class DeclareDevice {
  readonly #devices: DeviceStore;
  readonly #declarations: DeclarationStore;
  readonly #secrets: KeepSecrets;
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #ids: CommandIds;

  constructor(
    devices: DeviceStore,
    declarations: DeclarationStore,
    secrets: KeepSecrets,
    bus: EventBus,
    clock: Clock,
    ids: CommandIds,
  ) {
    this.#devices = devices;
    this.#declarations = declarations;
    this.#secrets = secrets;
    this.#bus = bus;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Of a device that has called. With `revision`, only if it is still at it. */
  async change(id: DeviceId, saying: Saying, revision?: number): Promise<SayingOutcome> {
    const outcome = await this.#changeDevice(id, saying, revision);
    if (outcome.status === 'changed') await this.#tell(id, saying);
    return outcome;
  }

  /** Of a device that may never have called. */
  async declare(id: DeviceId, saying: Saying): Promise<SayingOutcome> {
    if (saying.secrets) await this.#secrets.change(id, saying.secrets);
    const changed = await this.#changeDevice(id, saying);
    const outcome = changed.status === 'unknownDevice' ? await this.#putDeclaration(id, saying) : changed;
    await this.#tell(id, saying);
    return outcome;
  }

  /** False when the device is neither known nor expected. */
  async changeSecrets(id: DeviceId, secrets: SecretChanges): Promise<boolean> {
    const [device, declaration] = await Promise.all([this.#devices.get(id), this.#declarations.get(id)]);
    if (device === undefined && declaration === undefined) return false;
    await this.#secrets.change(id, secrets);
    await this.#tell(id, { secrets });
    return true;
  }

  #changeDevice(id: DeviceId, { tags, attributes }: Saying, revision?: number): Promise<SayingOutcome> {
    return retryOnConflict(async () => {
      const device = await this.#devices.get(id);
      if (device === undefined) return { status: 'unknownDevice' };
      if (revision !== undefined && device.revision !== revision) {
        return { status: 'changedMeanwhile', revision: device.revision };
      }
      if (tags === undefined && attributes === undefined) return { status: 'changed', device };
      const changed = {
        ...device,
        tags: tags ?? device.tags,
        attributes: withChanges(device.attributes, attributes ?? {}),
      };
      return { status: 'changed', device: await this.#devices.save(changed) };
    });
  }

  async #putDeclaration(id: DeviceId, { tags, attributes }: Saying): Promise<SayingOutcome> {
    const known = await this.#declarations.get(id);
    const declaration: Declaration = {
      id,
      tags: tags ?? known?.tags ?? [],
      attributes: withChanges(known?.attributes ?? {}, attributes ?? {}),
      declaredAt: known?.declaredAt ?? timestamp(this.#clock.now()),
    };
    await this.#declarations.put(declaration);
    return { status: 'declared', declaration };
  }

  async #tell(deviceId: DeviceId, saying: Saying): Promise<void> {
    const changed: readonly DeclaredPart[] = DECLARED_PARTS.filter((part) => saying[part] !== undefined);
    const id = `${this.#ids.next()}:declared`;
    const time = timestamp(this.#clock.now());
    await this.#bus.publish([{ id, type: 'device.declared', deviceId, time, data: { changed } }]);
  }
}

function withChanges(
  known: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  const merged = new Map([...Object.entries(known), ...Object.entries(changes)]);
  return Object.fromEntries([...merged].filter((entry): entry is [string, string] => entry[1] !== null));
}
