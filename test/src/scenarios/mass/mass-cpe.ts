import type { FaultStruct } from '#libs/cwmp';
import { Cpe, loadModel, runSession, type SessionLog } from '#libs/testing/cpe';
import { idOf } from '../play.ts';
import { type Fetched, fetchImage } from './fetch-image.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';

/** As few parameters as there can be: none of this is about trees. */
const SMALL = loadModel('tr181', 30);

/** What an image does to the device that boots it, by its SHA-256. */
export interface Firmware {
  /** Absent: it does not boot, and the device falls back to what it had. */
  readonly version?: string;
}

/** A CPE that fetches its images in some manner of its own and boots what it really got. */
export class MassCpe {
  readonly id: string;
  readonly cpe: Cpe;
  readonly fetched: Fetched[] = [];
  /** Downloads that came while one was under way: there must be none. */
  overlaps = 0;
  /** Its last session went to the end. */
  isHeard = false;
  readonly #n: number;
  /** CommandKeys. */
  readonly #ended = new Set<string>();
  readonly #firmware: ReadonlyMap<string, Firmware>;

  constructor(n: number, serialNumber: string, firmware: ReadonlyMap<string, Firmware>) {
    this.#n = n;
    this.#firmware = firmware;
    this.cpe = new Cpe({
      model: SMALL,
      identity: { serialNumber },
      transfers: 'manual',
      installs: () => firmware.get(this.fetched.at(-1)?.sha256 ?? '')?.version,
    });
    this.id = idOf(this.cpe);
  }

  get version(): string | undefined {
    return this.cpe.tree.value(VERSION);
  }

  /** CommandKeys of the Downloads it took up. */
  get downloads(): readonly string[] {
    return this.cpe.ledger.executed('Download').map(({ key }) => key);
  }

  get underway(): Transfer | undefined {
    const request = this.cpe.ledger.executed('Download').at(-1)?.request;
    return request?.method === 'Download' && !this.#ended.has(request.commandKey) ? request : undefined;
  }

  /** One session, with what it has to tell or as a periodic one. */
  async session(url: string): Promise<SessionLog> {
    if (!this.cpe.wantsSession()) this.cpe.periodic();
    const log = await runSession(this.cpe, {
      url,
      timeoutMs: 120_000,
      answer: ({ method }) => {
        if (method === 'Download' && this.underway !== undefined) this.overlaps++;
        return undefined;
      },
    });
    expect(log.violations).toEqual([]);
    this.isHeard = log.outcome === 'completed';
    return log;
  }

  /** Fetches what is under way; what it got is installed by `finish`. */
  async fetch({ url, fileSize }: Transfer, comesBack: () => Promise<void>): Promise<Fetched> {
    this.cpe.startTransfers();
    const fetched = await fetchImage(url, fileSize, { ...this.#manners(fileSize), comesBack });
    this.fetched.push(fetched);
    return fetched;
  }

  /** The transfer ends as what was fetched says; with an image it knows, the device boots. */
  finish({ commandKey }: Transfer): void {
    this.#ended.add(commandKey);
    this.cpe.finishTransfer(commandKey, this.#verdict());
  }

  #verdict(): FaultStruct {
    const { status, sha256 } = this.fetched.at(-1) ?? { status: 0, sha256: '' };
    if (status !== 200) return { faultCode: 9016, faultString: `HTTP ${status}` };
    const isKnown = this.#firmware.has(sha256);
    return isKnown ? { faultCode: 0, faultString: '' } : { faultCode: 9018, faultString: 'no image of mine' };
  }

  /** Each third of the devices has its own. */
  #manners(size: number) {
    if (this.#n % 3 === 1) return { breaksAfter: Math.floor(size / 3) };
    if (this.#n % 3 === 2) return { partBytes: Math.ceil(size / 4), breaksAfter: Math.floor(size / 2) };
    return {};
  }
}

export interface Transfer {
  readonly commandKey: string;
  readonly url: string;
  readonly fileSize: number;
}
