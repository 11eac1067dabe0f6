import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AcsApi } from '../conformance/acs-api.ts';
import { type AcsProcess, spawnAcs } from '../harness/spawn-acs.ts';

/** An ACS that is killed and started again on the same data, each time under other ports. */
export class MortalAcs {
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

  get cwmpUrl(): string {
    return this.#running.cwmpUrl;
  }

  get httpUrl(): string {
    return this.#running.httpUrl;
  }

  get api(): AcsApi {
    return new AcsApi(this.httpUrl);
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
