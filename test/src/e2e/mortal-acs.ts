import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiClient } from '../harness/api-client.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { type AcsProcess, spawnAcs } from '../harness/spawn-acs.ts';

/** An ACS that is killed and started again on the same data, each time under other ports. */
export class MortalAcs {
  readonly api = new ApiClient(() => this.httpUrl);
  readonly #dataDir: string;
  #process: AcsProcess | undefined;

  private constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  static async start(): Promise<MortalAcs> {
    const acs = new MortalAcs(await mkdtemp(path.join(tmpdir(), 'muster-mortal-')));
    await acs.restart();
    return acs;
  }

  get httpUrl(): string {
    return this.#running.httpUrl;
  }

  get cwmpUrl(): string {
    return this.#running.cwmpUrl;
  }

  /** A CPE that finds the ACS again after every restart. */
  newCpe(serialNumber: string): SmallCpe {
    return new SmallCpe(() => this.cwmpUrl, serialNumber);
  }

  /** A CPE after its first contact. */
  async knownCpe(serialNumber: string): Promise<SmallCpe> {
    const cpe = this.newCpe(serialNumber);
    await runSession(cpe);
    return cpe;
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    await this.#process?.kill();
    this.#process = undefined;
  }

  async restart(): Promise<void> {
    this.#process = await spawnAcs(this.#dataDir);
  }

  /** Kills it and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  get #running(): AcsProcess {
    if (this.#process === undefined) throw new Error('the ACS is not running');
    return this.#process;
  }
}
