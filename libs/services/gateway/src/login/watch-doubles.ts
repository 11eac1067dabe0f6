import { type Clock, type DeviceId, type Session, type Signals, takeOne } from '#libs/domain';
import type { TellSecurity } from './tell-security.ts';

const HOUR_MS = 3_600_000;
const MOST = 10_000;

/** So many are told to other gateways: whoever makes devices up must not keep all of them busy. */
const SIGNALS = { burst: 100, intervalMs: 50 };
/** On this topic of `Signals` a gateway says which session it cut short. */
const TOPIC = 'sessionCutShort';

/** A session that was cut short by a newer one of its device, from elsewhere. */
interface CutShort {
  readonly sessionId: string;
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
 * never goes on with the older session, and it seldom happens twice in an hour. In bounded memory; gateways tell each other,
 * as best they can.
 */
export class WatchDoubles {
  readonly #cutShort = new Map<string, CutShort>();
  readonly #noted = new Map<DeviceId, Noted>();
  #signalMark: number | undefined;
  #stop: () => Promise<void> = async () => undefined;

  constructor(
    private readonly tell: TellSecurity,
    private readonly signals: Signals,
    private readonly clock: Clock,
  ) {}

  async start(): Promise<void> {
    this.#stop = await this.signals.listen(TOPIC, (message) => {
      const [sessionId = '', network = '', by = '', deviceId = ''] = message.split(' ');
      this.#note({ sessionId, network, by, deviceId: deviceId as DeviceId });
    });
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  superseded({ id: sessionId, network }: Session, { deviceId, network: by }: Session): void {
    if (network === undefined || by === undefined || network === by) return;
    const known = this.#noted.get(deviceId);
    const isAgain = known !== undefined && this.clock.now() - known.cutMs < HOUR_MS;
    this.#note({ sessionId, deviceId, network, by });
    this.#signal([sessionId, network, by, deviceId].join(' '));
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

  #note(cut: CutShort): void {
    const { sessionId, deviceId } = cut;
    const toldMs = this.#noted.get(deviceId)?.toldMs ?? Number.NEGATIVE_INFINITY;
    put(this.#cutShort, sessionId, cut);
    put(this.#noted, deviceId, { cutMs: this.clock.now(), toldMs });
  }

  #signal(message: string): void {
    const mark = takeOne(this.#signalMark, this.clock.now(), SIGNALS);
    if (mark === undefined) return;
    this.#signalMark = mark;
    // Best effort: without it only this gateway knows.
    this.signals.send(TOPIC, message).catch(() => undefined);
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
