import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import {
  type Clock,
  type DeviceEventRecord,
  type EventBus,
  type EventRecord,
  eventSubject,
  isDeviceEvent,
  type SubscribeOptions,
  type Subscription,
} from '#libs/domain';
import { type Logger, meter } from '#libs/platform';
import type { AuditSecurity } from './audit-security.ts';
import type { KeepPresence } from './keep-presence.ts';
import type { KeepQuarantine } from './keep-quarantine.ts';
import type { ProvisionDevice } from './provision-device.ts';
import type { RecentProfiles } from './recent-profiles.ts';
import type { RecordHistory } from './record-history.ts';
import type { SweepOverdue } from './sweep-overdue.ts';
import type { TakeOverDeclaration } from './take-over-declaration.ts';

/** The group whose progress gateways wait for. */
export const PROVISIONING_GROUP = 'provisioning';
const HISTORY_GROUP = 'history';
const SWEEP_MS = 1_000;

/** Feeds the use cases from the bus and the clock. */
export class ProvisioningConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private subscriptions: Subscription[] = [];
  private cancelSweep: () => void = () => undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private stopped = false;
  /** By group and type; plain numbers, as they are counted for every event. */
  private readonly handled = new Map<string, number>();

  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly provision: ProvisionDevice,
    private readonly takeOver: TakeOverDeclaration,
    private readonly quarantine: KeepQuarantine,
    private readonly history: RecordHistory,
    private readonly audit: AuditSecurity,
    private readonly overdue: SweepOverdue,
    private readonly presence: KeepPresence,
    private readonly profiles: RecentProfiles,
    private readonly concurrency: number,
  ) {}

  onApplicationBootstrap(): void {
    const handle = async (event: DeviceEventRecord) => {
      await this.provision.handle(event);
      await this.takeOver.handle(event);
      await this.quarantine.handle(event);
    };
    this.subscribe(PROVISIONING_GROUP, handle, { onMoved: () => this.provision.forgetKnown() });
    const record = async (event: DeviceEventRecord) => {
      await this.history.handle(event);
      await this.audit.handle(event);
    };
    this.subscribe(HISTORY_GROUP, record, { isPatient: true });
    meter('provisioning')
      .createObservableGauge('muster_provisioning_lag_events', {
        description: 'Events not yet handled by provisioning.',
      })
      .addCallback(async (result) => result.observe(await this.bus.lag(PROVISIONING_GROUP)));
    meter('provisioning')
      .createObservableCounter('muster_events_handled_total', { description: 'Events handled, by group and type.' })
      .addCallback((result) => {
        for (const [key, count] of this.handled) {
          const [group = '', type = ''] = key.split('/');
          result.observe(count, { group, type });
        }
      });
    this.scheduleSweep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.cancelSweep();
    await this.sweeping;
    await Promise.all(this.subscriptions.map((subscription) => subscription.close()));
    await this.presence.flush();
  }

  private subscribe(
    group: string,
    handler: (event: DeviceEventRecord) => Promise<void>,
    options: Pick<SubscribeOptions, 'onMoved' | 'isPatient'> = {},
  ): void {
    const onDeadLetter = (event: EventRecord, error: unknown) =>
      this.logger.error(
        { subject: eventSubject(event), eventId: event.id, eventType: event.type, group, err: error },
        'event was given up and put to the dead letters',
      );
    const count = async (event: EventRecord) => {
      if (isDeviceEvent(event)) await handler(event);
      this.count(group, event.type);
    };
    this.subscriptions.push(
      this.bus.subscribe(group, count, { ...options, concurrency: this.concurrency, onDeadLetter }),
    );
  }

  private count(group: string, type: EventRecord['type']): void {
    const key = `${group}/${type}`;
    this.handled.set(key, (this.handled.get(key) ?? 0) + 1);
  }

  private scheduleSweep(): void {
    if (this.stopped) return;
    this.cancelSweep = this.clock.after(SWEEP_MS, () => {
      this.sweeping = this.sweep().finally(() => this.scheduleSweep());
    });
  }

  private async sweep(): Promise<void> {
    try {
      const overdue = await this.overdue.run();
      if (overdue > 0) this.logger.info({ overdue }, 'commands are overdue');
      await this.overdue.prune();
      await this.presence.run();
      await this.profiles.raiseIfBehind();
    } catch (error) {
      this.logger.warn({ err: error }, 'sweep failed; it is tried again');
    }
  }
}
