import {
  type AccessStore,
  type EventBus,
  type EventRecord,
  newAccess,
  RevisionConflict,
  type Signals,
} from '#libs/domain';
import { type Logger, meter } from '#libs/platform';
import { tellGateways } from './give-login.ts';

/** Keeps who waits to be let in, up to a number: whoever makes devices up must not fill the database. */
export class KeepQuarantine {
  /** Who was not kept, as there was no room. */
  turnedAway = 0;

  constructor(
    private readonly store: AccessStore,
    private readonly bus: EventBus,
    private readonly signals: Signals,
    private readonly logger: Logger,
    private readonly most: number,
  ) {
    meter('provisioning')
      .createObservableCounter('muster_quarantine_turned_away_total', {
        description: 'Devices that were not kept in quarantine, as it was full.',
      })
      .addCallback((result) => result.observe(this.turnedAway));
  }

  async handle(event: EventRecord): Promise<void> {
    if (event.type !== 'security.device.knocked') return;
    const { id, deviceId, time: at } = event;
    const { identity, address } = event.data;
    const known = await this.store.get(deviceId);
    // An operator has decided meanwhile.
    if (known !== undefined && known.standing !== 'quarantined') return;
    if (known === undefined && (await this.store.count('quarantined')) >= this.most) {
      this.turnedAway++;
      this.logger.warn({ deviceId, address }, 'the quarantine is full: the device is not kept in it');
      return;
    }
    const access = { ...(known ?? newAccess(deviceId, 'quarantined')), knock: { identity, address, at } };
    try {
      await this.store.save(access);
    } catch (error) {
      if (error instanceof RevisionConflict) return;
      throw error;
    }
    await tellGateways(this.signals, deviceId);
    if (known !== undefined) return;
    const data = { change: 'quarantined', by: 'rule' } as const;
    await this.bus.publish([{ id: `${id}:kept`, type: 'security.access.changed', deviceId, time: at, data }]);
  }
}
