import type { Clock, DeviceId, Session } from '#libs/domain';
import type { TellSecurity } from './tell-security.ts';

const HOUR_MS = 3_600_000;
const MOST = 10_000;

/** A session that was cut short by a newer one of its device, from elsewhere. */
interface CutShort {
  readonly deviceId: DeviceId;
  readonly network: string;
  readonly by: string;
}

interface Noted {
  readonly cutMs: number;
  readonly toldMs: number;
}

/**
 * Notices two CPEs that claim to be one: one serial number given twice, or a copy. That a session is cut short from another
 * address is no evidence, as that is what a reboot looks like after which a device has another address; but such a device
 * never goes on with the older session, and it seldom happens twice in an hour. In bounded memory, of this gateway alone.
 */
export class WatchDoubles {
  readonly #cutShort = new Map<string, CutShort>();
  readonly #noted = new Map<DeviceId, Noted>();

  constructor(
    private readonly tell: TellSecurity,
    private readonly clock: Clock,
  ) {}

  superseded(older: Session, { deviceId, network: by }: Session): void {
    const { network } = older;
    if (network === undefined || by === undefined || network === by) return;
    const nowMs = this.clock.now();
    const known = this.#noted.get(deviceId);
    const isAgain = known !== undefined && nowMs - known.cutMs < HOUR_MS;
    put(this.#cutShort, older.id, { deviceId, network, by });
    put(this.#noted, deviceId, { cutMs: nowMs, toldMs: known?.toldMs ?? Number.NEGATIVE_INFINITY });
    if (isAgain) this.#doubled(deviceId, 'again', by, network);
  }

  /** A POST came of sessions that are no more. */
  wentOn(sessionIds: readonly string[], network: string): void {
    if (this.#cutShort.size === 0) return;
    for (const id of sessionIds) {
      const cut = this.#cutShort.get(id);
      if (cut?.network !== network) continue;
      this.#cutShort.delete(id);
      this.#doubled(cut.deviceId, 'went_on', cut.by, network);
    }
  }

  /** What is remembered now. */
  get size(): number {
    return this.#cutShort.size + this.#noted.size;
  }

  #doubled(deviceId: DeviceId, evidence: 'went_on' | 'again', address: string, otherAddress: string): void {
    const nowMs = this.clock.now();
    const known = this.#noted.get(deviceId);
    if (known !== undefined && nowMs - known.toldMs < HOUR_MS) return;
    put(this.#noted, deviceId, { cutMs: known?.cutMs ?? nowMs, toldMs: nowMs });
    this.tell.doubled(deviceId, { evidence, address, otherAddress });
  }
}

/** At the end; what was put there first goes, when there is too much. */
function put<Key, Value>(all: Map<Key, Value>, key: Key, value: Value): void {
  all.delete(key);
  all.set(key, value);
  for (const oldest of all.keys()) {
    if (all.size <= MOST) return;
    all.delete(oldest);
  }
}
