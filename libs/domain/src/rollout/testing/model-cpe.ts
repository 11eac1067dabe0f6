import type { DeviceId } from '../../device/device-id.ts';
import type { Image } from '../image.ts';
import { BETWEEN, TARGET } from './executions.ts';

/** How a CPE behaves, as seen in the field. */
export interface CpeTraits {
  /** What becomes of a file that was fetched. */
  readonly outcome: 'applies' | 'alias' | 'reverts' | 'stays' | 'factoryReset' | 'other' | 'dies' | number;
  /** TransferComplete comes never, once, or again and again; or without its key. */
  readonly tells: 'never' | 'once' | 'twice' | 'keyless';
  /** It answers Download with Status 0 when it is applied in the session. */
  readonly atOnce: boolean;
  readonly listsTransfers: boolean;
  /** It has ScheduleDownload. */
  readonly schedules: boolean;
  /** It comes to the target by way of another image. */
  readonly twoSteps: boolean;
  /** Other images apply. */
  readonly hits: 'first' | 'last';
  /** It cuts the session off after a Download, this many times. */
  readonly cuts: number;
}

interface Told {
  readonly commandKey: string;
  readonly faultCode: number;
  left: number;
}

/** A CPE by what an ACS sees of it. */
export class ModelCpe {
  readonly id: DeviceId;
  readonly traits: CpeTraits;
  version = '1.0';
  transfer: string | undefined;
  dead = false;
  booted = false;
  bootstrapped = false;
  /** Downloads that came while another one was under way. */
  overlaps = 0;
  /** Keys in the order in which they came, each once. */
  readonly accepted: string[] = [];
  readonly pending: Told[] = [];
  /** Of the last window it was told. */
  #untilMs = 0;
  #image: Image = TARGET;
  #cuts: number;

  constructor(id: DeviceId, traits: CpeTraits) {
    this.id = id;
    this.traits = traits;
    this.#cuts = traits.cuts;
  }

  /** The answer; undefined when the session is cut off. */
  download(commandKey: string, image: Image): 0 | 1 | undefined {
    if (this.transfer !== undefined && this.transfer !== commandKey) this.overlaps++;
    if (!this.accepted.includes(commandKey)) {
      this.accepted.push(commandKey);
      this.transfer = commandKey;
      this.#image = image;
    }
    const isApplied = this.traits.atOnce && this.#outcome() === 'applies' && this.transfer === commandKey;
    if (isApplied) this.#boots(image.version);
    if (this.#cuts-- > 0) return undefined;
    return isApplied ? 0 : 1;
  }

  /** False when the session is cut off. */
  scheduleDownload(commandKey: string, image: Image, untilMs: number): boolean {
    if (this.transfer !== undefined && this.transfer !== commandKey) this.overlaps++;
    if (!this.accepted.includes(commandKey)) {
      this.accepted.push(commandKey);
      this.transfer = commandKey;
      this.#image = image;
      this.#untilMs = untilMs;
    }
    return this.#cuts-- <= 0;
  }

  /** What did not fit into its windows is over. */
  expire(nowMs: number): void {
    if (this.#untilMs === 0 || nowMs < this.#untilMs) return;
    this.#untilMs = 0;
    const { transfer: commandKey } = this;
    if (commandKey === undefined) return;
    this.transfer = undefined;
    if (this.traits.tells !== 'never') this.pending.push({ commandKey, faultCode: 9020, left: 1 });
  }

  /** The file is there. */
  fetch(): void {
    const { transfer: commandKey } = this;
    if (commandKey === undefined || this.dead) return;
    const { tells } = this.traits;
    const outcome = this.#outcome();
    this.transfer = undefined;
    if (outcome === 'dies') {
      this.dead = true;
      return;
    }
    const left = tells === 'twice' ? 2 : 1;
    const key = tells === 'keyless' ? '' : commandKey;
    const faultCode = typeof outcome === 'number' ? outcome : 0;
    if (tells !== 'never') this.pending.push({ commandKey: key, faultCode, left });
    this.#apply();
  }

  /** Of the image that is under way. */
  #outcome(): CpeTraits['outcome'] {
    const { twoSteps, hits, outcome } = this.traits;
    const isHit = !twoSteps || (hits === 'first') === (this.#image === BETWEEN);
    return isHit ? outcome : 'applies';
  }

  #apply(): void {
    const { version, aliases } = this.#image;
    switch (this.#outcome()) {
      case 'applies':
        this.#boots(version);
        break;
      case 'alias':
        this.#boots(aliases[0] ?? version);
        break;
      case 'factoryReset':
        this.#boots(version);
        this.bootstrapped = true;
        break;
      case 'other':
        this.#boots('1.7');
        break;
      case 'reverts':
        this.#boots(this.version);
        break;
      default:
        break;
    }
  }

  /** By itself: what was under way is lost, unless it waits for a window. */
  reboot(): void {
    const { transfer } = this;
    this.#boots(this.version);
    if (this.#untilMs > 0) this.transfer = transfer;
  }

  #boots(version: string): void {
    this.version = version;
    this.booted = true;
    this.transfer = undefined;
  }
}
