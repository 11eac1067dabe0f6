import type { Scheduler } from './scheduler.ts';
import { HOUR, MINUTE, START_MS, TARGET } from './simulated-rollout.ts';
import type { Timeline } from './timeline.ts';
import type { FleetTraits, VirtualDevice } from './virtual-fleet.ts';

/** What devices do by themselves after a Download: they fetch the image, come back with it, or do not. */
export class Transfers {
  readonly #traits: FleetTraits;
  readonly #scheduler: Scheduler;
  readonly #timeline: Timeline;
  readonly #random: () => number;
  readonly #curve: number[] = [];
  #touched = 0;

  constructor(traits: FleetTraits, scheduler: Scheduler, timeline: Timeline, random: () => number) {
    this.#traits = traits;
    this.#scheduler = scheduler;
    this.#timeline = timeline;
    this.#random = random;
  }

  /** Devices that fetched the image. */
  get touched(): number {
    return this.#touched;
  }

  /** Touched devices at the end of each virtual hour. */
  get curve(): readonly number[] {
    let latest = 0;
    return Array.from(this.#curve, (touched) => {
      latest = touched ?? latest;
      return latest;
    });
  }

  begin(device: VirtualDevice, commandKey: string): void {
    const { transfer } = device;
    if (transfer !== undefined && transfer !== commandKey) device.doubleDownloads++;
    device.transfer = commandKey;
    if (transfer !== undefined) return;
    const { nowMs } = this.#timeline;
    this.#timeline.at(nowMs + (1 + 9 * this.#random()) * MINUTE, { kind: 'fetches', device, commandKey });
  }

  fetches(device: VirtualDevice, commandKey: string): void {
    const { brokenTransfers = 0, lostTransferComplete = 0 } = this.#traits;
    const timeline = this.#timeline;
    const backMs = timeline.nowMs + (3 + 5 * this.#random()) * MINUTE;
    const isRevoked = this.#scheduler.phase === 'halted';
    const isBroken = this.#random() < brokenTransfers;
    if (isRevoked || isBroken) {
      timeline.at(backMs, { kind: 'comesBack', device, faultCode: isRevoked ? 9016 : 9010, commandKey });
      return;
    }
    this.#touch(device);
    if (device.fate === 'bricks') {
      device.dead = true;
      return;
    }
    if (device.fate === 'breaks') {
      timeline.at(backMs, { kind: 'comesBack', device, faultCode: 9017, commandKey });
      timeline.at(backMs + MINUTE, { kind: 'dies', device });
      return;
    }
    if (device.fate !== 'reverts') device.version = TARGET.version;
    const isLost = this.#random() < lostTransferComplete;
    if (isLost) timeline.at(backMs, { kind: 'callsIn', device, booted: true });
    else timeline.at(backMs, { kind: 'comesBack', device, faultCode: 0, commandKey });
    if (device.fate === 'bricksLater') timeline.at(backMs + HOUR, { kind: 'dies', device });
  }

  #touch(device: VirtualDevice): void {
    if (device.touched) return;
    device.touched = true;
    this.#curve[Math.floor((this.#timeline.nowMs - START_MS) / HOUR)] = ++this.#touched;
  }
}
