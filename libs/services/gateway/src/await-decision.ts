import type { Clock, DeviceId, EventBus, ReadyCommands, Session, Signals } from '#libs/domain';

const LAG_CHECK_MS = 1_000;
/** Signals may be lost: who waits for one looks for itself, at first after this, then ever less often, up to the other. */
const LOOK_AGAIN_MS = 250;
const LOOK_AGAIN_MAX_MS = 1_000;

/** Lets a session wait until provisioning has decided about everything the session said, for a bounded time. */
export class AwaitDecision {
  /** Called for each device about which was decided, whether or not a session of it waits. */
  onDecision: (deviceId: DeviceId) => void = () => undefined;
  private readonly waiting = new Map<DeviceId, Set<(upTo?: number) => void>>();
  private stopListening: () => Promise<void> = async () => undefined;
  private stopChecking: () => void = () => undefined;
  private behind = false;
  private stopped = false;

  constructor(
    private readonly ready: ReadyCommands,
    private readonly signals: Signals,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly options: {
      readonly gateway: string;
      readonly group: string;
      readonly waitMs: number;
      readonly maxLag: number;
    },
  ) {}

  async start(): Promise<void> {
    this.stopListening = await this.signals.listen(`gateway.${this.options.gateway}`, (message) => {
      // Device and up to which of its events was decided.
      const [deviceId = '', upTo] = message.split(' ');
      this.onDecision(deviceId as DeviceId);
      const waiters = this.waiting.get(deviceId as DeviceId);
      if (waiters) for (const wake of waiters) wake(Number(upTo));
    });
    this.checkLag();
  }

  /** Whoever waits is let go, and nobody waits any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopChecking();
    for (const waiters of this.waiting.values()) for (const wake of waiters) wake();
    await this.stopListening();
  }

  /** Whether sessions wait for decisions at all. */
  get isWaitedFor(): boolean {
    return !this.behind && !this.stopped && this.options.waitMs > 0;
  }

  /** Whether it was decided in time. */
  async decided(session: Session): Promise<boolean> {
    return this.isWaitedFor ? this.wait(session) : this.isDecided(session);
  }

  private async isDecided({ deviceId, lastPosition }: Session): Promise<boolean> {
    const decision = await this.ready.read(deviceId);
    return decision !== undefined && decision.upTo >= lastPosition;
  }

  private async wait(session: Session): Promise<boolean> {
    const { deviceId, lastPosition } = session;
    const deadline = this.clock.now() + this.options.waitMs;
    for (let lookMs = LOOK_AGAIN_MS; ; lookMs = Math.min(LOOK_AGAIN_MAX_MS, lookMs * 2)) {
      const left = deadline - this.clock.now();
      if (left <= 0) return this.isDecided(session);
      const signal = this.nextSignal(deviceId, Math.min(left, lookMs));
      // After having started to listen, so that no signal falls in between.
      if (await this.isDecided(session)) {
        signal.cancel();
        return true;
      }
      const upTo = await signal.came;
      if (upTo !== undefined && upTo >= lastPosition) return true;
      if (this.stopped) return this.isDecided(session);
    }
  }

  /** `came` tells up to which event was decided; undefined when none came in time. */
  private nextSignal(
    deviceId: DeviceId,
    waitMs: number,
  ): { readonly came: Promise<number | undefined>; cancel(): void } {
    let finish: (upTo?: number) => void = () => undefined;
    const came = new Promise<number | undefined>((resolve) => {
      const waiters = this.waiting.get(deviceId) ?? new Set();
      this.waiting.set(deviceId, waiters);
      const wake = (upTo?: number) => finish(upTo);
      const cancelTimer = this.clock.after(waitMs, () => finish());
      finish = (upTo) => {
        cancelTimer();
        waiters.delete(wake);
        if (waiters.size === 0 && this.waiting.get(deviceId) === waiters) this.waiting.delete(deviceId);
        resolve(upTo);
      };
      waiters.add(wake);
    });
    return { came, cancel: () => finish() };
  }

  /** A consumer that is far behind will not decide in time: then nobody is kept waiting for it. */
  private checkLag(): void {
    this.stopChecking = this.clock.after(LAG_CHECK_MS, () => {
      void this.bus
        .lag(this.options.group)
        .then((lag) => {
          this.behind = lag > this.options.maxLag;
        })
        .catch(() => {
          this.behind = true;
        })
        .finally(() => {
          if (!this.stopped) this.checkLag();
        });
    });
  }
}
