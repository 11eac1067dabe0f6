import {
  type Clock,
  DEVICE_FIELDS,
  type Device,
  type DeviceStore,
  type ModelKnowledge,
  type ModelStore,
  parseFilter,
} from '#libs/domain';

const FRESH_FOR_MS = 5_000;
/** CPEs say what model they are: they may invent any number. */
const MAX_MODELS = 1_000;

type Knowledge = Promise<ModelKnowledge | undefined>;

/**
 * What is known of models, at most a few seconds old: it is asked for at every turn of thousands of devices, and hardly
 * ever changes. What another process has learnt meanwhile is learnt again at worst.
 */
export class RecentModels {
  private readonly known = new Map<string, { readonly askedAtMs: number; readonly knowledge: Knowledge }>();
  private readonly described = new Set<string>();

  constructor(
    private readonly models: ModelStore,
    private readonly devices: DeviceStore,
    private readonly clock: Clock,
  ) {}

  get(key: string): Knowledge {
    const known = this.known.get(key);
    const nowMs = this.clock.now();
    if (known !== undefined && nowMs >= known.askedAtMs && nowMs - known.askedAtMs < FRESH_FOR_MS) {
      return known.knowledge;
    }
    const asked = { askedAtMs: nowMs, knowledge: this.models.get(key) };
    this.known.delete(key);
    this.known.set(key, asked);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MAX_MODELS) break;
      this.known.delete(oldest);
    }
    // An error is no answer to keep.
    asked.knowledge.catch(() => this.known.get(key) === asked && this.known.delete(key));
    return asked.knowledge;
  }

  /** Whether it is known what devices of the model have; once it is, it stays so. */
  async hasSchema(key: string): Promise<boolean> {
    if (this.described.has(key)) return true;
    if ((await this.models.schema(key)) === undefined) return false;
    if (this.described.size >= MAX_MODELS) this.described.clear();
    this.described.add(key);
    return true;
  }

  /** How many devices there are of a device's model. */
  size({ identity, softwareVersion }: Pick<Device, 'identity' | 'softwareVersion'>): Promise<number> {
    const { manufacturer, oui, productClass } = identity;
    const wanted = {
      'identity.manufacturer': manufacturer,
      'identity.oui': oui,
      'identity.productClass': productClass,
      softwareVersion,
    };
    const parsed = parseFilter(wanted, DEVICE_FIELDS);
    return 'filter' in parsed ? this.devices.count(parsed.filter) : Promise.resolve(0);
  }

  /** It was changed here. */
  forget(key: string): void {
    this.known.delete(key);
  }
}
