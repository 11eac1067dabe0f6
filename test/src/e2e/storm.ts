import type { AcsApi, ShownCommand } from '../conformance/acs-api.ts';
import { runSession } from '../conformance/cpe-session.ts';
import { SmallCpe } from '../conformance/small-cpe.ts';
import type { MortalAcs } from './mortal-acs.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A command as an operator insists on it: asked for under one key until the ACS has accepted it. */
export interface Wish {
  readonly cpe: SmallCpe;
  readonly key: string;
  readonly spec: { readonly kind: string; readonly [member: string]: unknown };
  /** The table an `add` is about: one of its own. */
  readonly table?: string;
  accepted?: ShownCommand;
}

const DOWNLOAD = { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://files.example.net/image' };
const INTERVAL = 'Device.ManagementServer.PeriodicInformInterval';
export const MARK = 'X 00D09E MARK';

/** CPEs that call again and again, and an operator who wants things from them, while the ACS dies under their hands. */
export class Storm {
  readonly cpes: readonly SmallCpe[];
  readonly wishes: Wish[] = [];
  /** Sessions that the ACS or its death broke off. */
  broken = 0;
  sessions = 0;
  readonly #random: SeededRandom;
  #marks = 0;
  /** POSTs and API calls until the ACS is killed. */
  #fuse = 0;

  constructor(count: number, random: SeededRandom) {
    this.#random = random;
    this.cpes = Array.from({ length: count }, (_, at) => new SmallCpe(`STORM_${at}`));
  }

  /** Everybody is busy until the ACS is killed, after `turns` RPCs and API calls. */
  async round(acs: MortalAcs, turns: number): Promise<void> {
    this.#fuse = turns;
    const killed = Promise.withResolvers<void>();
    const burn = () => {
      if (--this.#fuse === 0) acs.kill().then(killed.resolve, killed.reject);
    };
    const { cwmpUrl, api } = acs;
    const calls = this.cpes.map((cpe) => this.#callAgainAndAgain(cpe, cwmpUrl, burn));
    await Promise.all([...calls, this.#wishAgainAndAgain(api, burn), killed.promise]);
  }

  /** Sessions of one CPE until it is asked for nothing more. */
  async settle(cpe: SmallCpe, url: string): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      for (const key of [...cpe.transfers]) cpe.finishTransfer(key);
      const told = cpe.announced().some(([code]) => code !== '2 PERIODIC');
      const rpcs = await runSession(cpe, url);
      quiet = rpcs.length === 0 && !told && cpe.announced().length === 1 ? quiet + 1 : 0;
    }
  }

  /** Asks for what was not accepted yet. */
  async insist(api: AcsApi): Promise<void> {
    for (const wish of this.wishes) wish.accepted ??= await ask(api, wish);
  }

  get #over(): boolean {
    return this.#fuse <= 0;
  }

  async #callAgainAndAgain(cpe: SmallCpe, url: string, burn: () => void): Promise<void> {
    while (!this.#over) {
      this.sessions++;
      if (this.#random.oneIn(2)) for (const key of [...cpe.transfers]) cpe.finishTransfer(key);
      cpe.events.push([MARK, `${++this.#marks}`]);
      try {
        await runSession(cpe, url, (_request, execute) => {
          burn();
          return execute();
        });
      } catch {
        this.broken++;
      }
      burn();
    }
  }

  async #wishAgainAndAgain(api: AcsApi, burn: () => void): Promise<void> {
    while (!this.#over) {
      this.wishes.push(this.#wish());
      // A CPE that is not known yet, or an ACS that is dead, refuses; it is asked again in the next round.
      await this.insist(api).catch(() => undefined);
      burn();
    }
  }

  #wish(): Wish {
    const cpe = this.#random.pick(this.cpes as [SmallCpe, ...SmallCpe[]]);
    const at = this.wishes.length;
    const wish = (spec: Wish['spec']): Wish => ({ cpe, key: `wish-${at}`, spec });
    switch (this.#random.below(8)) {
      case 0:
      case 1:
        return wish({ kind: 'reboot' });
      case 2:
      case 3:
        return wish(DOWNLOAD);
      case 4:
      case 5: {
        const table = `Device.X_ACME.Table${at}.`;
        cpe.tree.addTable(table);
        const values = [{ name: 'Description', value: `of ${at}` }];
        return { ...wish({ kind: 'add', objectName: table, values }), table };
      }
      case 6:
        return wish({ kind: 'set', values: [{ name: INTERVAL, value: `${1_000 + at}` }] });
      default:
        return wish(this.#random.oneIn(3) ? { kind: 'factoryReset' } : { kind: 'get', paths: [INTERVAL] });
    }
  }
}

async function ask(api: AcsApi, { cpe, key, spec }: Wish): Promise<ShownCommand> {
  const path = `/devices/${cpe.deviceId}/commands`;
  const { status, body } = await api.call('POST', path, spec, { 'Idempotency-Key': key });
  if (status !== 201 && status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as ShownCommand;
}
