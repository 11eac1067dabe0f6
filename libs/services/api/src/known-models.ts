import { setImmediate } from 'node:timers/promises';
import type { Clock, ModelFact, ModelFacts, ModelSchema, ModelStore } from '#libs/domain';

const KEPT_FOR_MS = 30_000;
const AT_ONCE = 10;
/** CPEs say what model they are: they may invent any number. */
const MAX_MODELS = 1_000;
const MAX_PATHS = 300_000;

/**
 * What the models that were met say about parameters, at most half a minute old. Of models that say the same about one,
 * the first stands for all.
 */
export class KnownModels {
  readonly #models: ModelStore;
  readonly #clock: Clock;
  #last: { readonly readAtMs: number; readonly facts: Promise<ModelFacts> } | undefined;

  constructor(models: ModelStore, clock: Clock) {
    this.#models = models;
    this.#clock = clock;
  }

  facts(): Promise<ModelFacts> {
    const nowMs = this.#clock.now();
    if (this.#last !== undefined && nowMs - this.#last.readAtMs < KEPT_FOR_MS) return this.#last.facts;
    const last = { readAtMs: nowMs, facts: this.#read() };
    this.#last = last;
    // An error is no answer to keep.
    last.facts.catch(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return last.facts;
  }

  async #read(): Promise<ModelFacts> {
    const byPath = new Map<string, ModelFact[]>();
    let after: string | undefined;
    for (let read = 0; read < MAX_MODELS; read += AT_ONCE) {
      const schemas = await this.#models.schemas({ ...(after === undefined ? {} : { after }), limit: AT_ONCE });
      for (const schema of schemas) {
        addFacts(byPath, schema);
        // A schema may be as long as 20,000 parameters: others are to have their turn.
        await setImmediate();
      }
      after = schemas.at(-1)?.key;
      if (schemas.length < AT_ONCE) break;
    }
    return (path) => byPath.get(path) ?? [];
  }
}

function addFacts(byPath: Map<string, ModelFact[]>, { identity, softwareVersion, parameters }: ModelSchema): void {
  const model = [identity.manufacturer, identity.productClass, softwareVersion].filter((part) => part !== '').join(' ');
  for (const { path, type, writable } of parameters) {
    const known = byPath.get(path);
    if (known?.some((fact) => fact.type === type && fact.writable === writable)) continue;
    const fact = { model, ...(type === undefined ? {} : { type }), ...(writable === undefined ? {} : { writable }) };
    if (known !== undefined) known.push(fact);
    else if (byPath.size < MAX_PATHS) byPath.set(path, [fact]);
  }
}
