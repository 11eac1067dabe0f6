import type { DeviceIdentity } from '#libs/cwmp';
import {
  type Clock,
  type DeviceDoubled,
  type DeviceId,
  type EventBus,
  type LoginFailure,
  type Proof,
  takeOne,
  timestamp,
} from '#libs/domain';
import type { Logger } from '#libs/platform';
import { newSessionId } from '../session-id.ts';

/** Of each reason: whoever makes logins fail must not fill the bus with it. */
const FAILURES = { burst: 20, intervalMs: 3_000 };
/** New ones; whoever makes devices up must not fill the quarantine at once. */
const KNOCKS = { burst: 100, intervalMs: 500 };
const HOUR_MS = 3_600_000;
const MAX_KNOCKS = 20_000;
const MAX_USERNAME = 64;

export interface Failure {
  readonly reason: LoginFailure;
  readonly address: string;
  readonly username: string;
}

interface Told {
  readonly mark: number;
  untold: number;
}

/** Publishes what an operator has to know about who wants to come in. */
export class TellSecurity {
  /** By reason: a flood of guesses is not to hide the one who proved to be another. */
  private readonly failures = new Map<LoginFailure, Told>();
  private knockMark: number | undefined;
  private doubleMark: number | undefined;
  /** Devices that knocked, by when it was told last; who knocked first is at the front. */
  private readonly knocks = new Map<DeviceId, number>();

  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Best effort, and of many only some: the rest is counted. */
  failed(deviceId: DeviceId, { reason, address, username }: Failure): void {
    const nowMs = this.clock.now();
    const told = this.failures.get(reason);
    const mark = takeOne(told?.mark, nowMs, FAILURES);
    if (mark === undefined) {
      if (told) told.untold++;
      return;
    }
    this.failures.set(reason, { mark, untold: 0 });
    const data = { reason, address, username: username.slice(0, MAX_USERNAME), untold: told?.untold ?? 0 };
    this.logger.warn({ deviceId, ...data }, 'a login failed');
    const id = `${newSessionId(deviceId)}:loginFailed`;
    this.bus
      .publish([{ id, type: 'security.login.failed', deviceId, time: timestamp(nowMs), data }])
      .catch((error: unknown) => this.logger.warn({ deviceId, err: error }, 'event could not be published'));
  }

  /** Best effort; the same of all gateways within the hour. */
  doubled(deviceId: DeviceId, data: DeviceDoubled): void {
    const nowMs = this.clock.now();
    const mark = takeOne(this.doubleMark, nowMs, FAILURES);
    if (mark === undefined) return;
    this.doubleMark = mark;
    this.logger.warn({ deviceId, ...data }, 'two devices claim to be one');
    const id = `${deviceId}:doubled:${Math.floor(nowMs / HOUR_MS)}`;
    this.bus
      .publish([{ id, type: 'security.device.doubled', deviceId, time: timestamp(nowMs), data }])
      .catch((error: unknown) => this.logger.warn({ deviceId, err: error }, 'event could not be published'));
  }

  /** Resolves when it is durable that the device wants to come in; it is told once an hour. False: too many want to. */
  async knocked(deviceId: DeviceId, identity: DeviceIdentity, address: string, proof: Proof): Promise<boolean> {
    const nowMs = this.clock.now();
    const lastMs = this.knocks.get(deviceId);
    if (lastMs !== undefined && nowMs - lastMs < HOUR_MS) return true;
    const mark = takeOne(this.knockMark, nowMs, KNOCKS);
    if (mark === undefined) return false;
    this.knockMark = mark;
    const data = { identity, address, proof };
    // The same of all gateways within the hour.
    const id = `${deviceId}:knocked:${address}:${Math.floor(nowMs / HOUR_MS)}`;
    await this.bus.publish([{ id, type: 'security.device.knocked', deviceId, time: timestamp(nowMs), data }]);
    this.knocks.delete(deviceId);
    this.knocks.set(deviceId, nowMs);
    for (const oldest of this.knocks.keys()) {
      if (this.knocks.size <= MAX_KNOCKS) break;
      this.knocks.delete(oldest);
    }
    return true;
  }
}
