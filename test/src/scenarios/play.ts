import { deviceIdOf } from '#libs/domain';
import {
  Cpe,
  type CpeOptions,
  type ModelName,
  runSession,
  type SessionLog,
  type SessionOptions,
} from '#libs/testing/cpe';
import type { ShownSync } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import type { Stage } from './stage.ts';

/** What a device is said to be before it calls for the first time. */
export interface Said {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

type Entries = readonly object[];

/** More sessions than anything here takes. */
const MOST_SESSIONS = 6;

/** One scenario with its own devices and profiles: nothing in it touches the devices of another. */
export class Play {
  readonly #stage: Stage;
  readonly #title: string;
  readonly #model: ModelName;
  #cpes = 0;

  /** `title` in small letters and dashes. */
  constructor(stage: Stage, title: string, model: ModelName) {
    this.#stage = stage;
    this.#title = `${title}-${model}`;
    this.#model = model;
  }

  get profile(): string {
    return this.#title;
  }

  /** A profile of this scenario: for its devices only, so that it conflicts with no other. */
  document(entries: Entries, more: object = {}): object {
    return { priority: 100, selector: { 'attributes.scenario': this.#title }, entries, ...more };
  }

  publish(entries: Entries, more: object = {}): Promise<number> {
    return this.#stage.api.publish(this.#title, this.document(entries, more));
  }

  /** A device that the ACS expects and has not heard of yet. */
  async expected({ attributes = {}, secrets }: Said = {}, options: CpeOptions = {}): Promise<Cpe> {
    this.#cpes += 1;
    const identity = { ...options.identity, serialNumber: `${this.#title}-${this.#cpes}`.toUpperCase() };
    const cpe = new Cpe({ model: this.#model, ...options, identity });
    await this.#stage.api.declare(idOf(cpe), {
      attributes: { ...attributes, scenario: this.#title },
      ...(secrets ? { secrets } : {}),
    });
    return cpe;
  }

  /** One session with what the device has to tell, or a periodic one. */
  async session(cpe: Cpe, options: SessionOptions = {}): Promise<SessionLog> {
    if (!cpe.wantsSession()) cpe.periodic();
    const log = await runSession(cpe, { url: this.#stage.cwmpUrl(), ...options });
    expect(log.violations).toEqual([]);
    return log;
  }

  /** Sessions until the device has nothing more to tell and the ACS nothing more to do: the RPCs of all of them. */
  async sessions(cpe: Cpe): Promise<SessionLog['rpcs']> {
    const rpcs: SessionLog['rpcs'][number][] = [];
    for (let n = 0; n < MOST_SESSIONS; n++) {
      const log = await this.session(cpe);
      expect(log.outcome).toBe('completed');
      rpcs.push(...log.rpcs);
      if (log.rpcs.length === 0 && !cpe.wantsSession()) return rpcs;
    }
    throw new Error(`${idOf(cpe)} is still busy after ${MOST_SESSIONS} sessions`);
  }

  /** How the device stands once exactly these conditions are true of it. */
  async standing(cpe: Cpe, ...conditions: readonly string[]): Promise<ShownSync> {
    let last: ShownSync | undefined;
    try {
      return await eventually(`${idOf(cpe)} is ${conditions.join(', ')}`, async () => {
        last = await this.#stage.api.sync(idOf(cpe));
        return last.conditions.map(({ type }) => type).join() === conditions.join() ? last : undefined;
      });
    } catch (error) {
      throw new Error(`${String(error)} It is ${JSON.stringify(last, undefined, 1)}`, { cause: error });
    }
  }
}

export function idOf(cpe: Cpe): string {
  const id = deviceIdOf(cpe.identity);
  if (id === undefined) throw new Error('a CPE without an identity');
  return id;
}

/** The numbers of the rows of a table, as they are on the device. */
export function rowsOf(cpe: Cpe, table: string): readonly number[] {
  const names = cpe.tree.names(table, true);
  return names.ok ? names.value.map(({ name }) => Number(name.slice(table.length, -1))) : [];
}

/** What the device really has, by path. */
export function valuesOf(cpe: Cpe, paths: readonly string[]): readonly (string | undefined)[] {
  return paths.map((path) => cpe.tree.value(path));
}
