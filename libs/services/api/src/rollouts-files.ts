import { readFile } from 'node:fs/promises';
import { rolloutsStyle } from './rollouts-page/style.ts';

interface Served {
  readonly contentType: string;
  readonly content: Buffer | string;
}

/** Modules of the page, as they are written; nothing else is ever read. */
const MODULES: ReadonlySet<string> = new Set([
  'main.js',
  'list.js',
  'detail.js',
  'summary.js',
  'waves.js',
  'curve.js',
  'rules.js',
  'devices.js',
  'actions.js',
  'api.js',
  'dom.js',
  'words.js',
]);

/** What the page of rollouts is made of, read once. */
export class RolloutsFiles {
  readonly #read = new Map<string, Promise<Served>>();

  async read(name: string): Promise<Served | undefined> {
    if (name === 'style.css') return { contentType: 'text/css; charset=utf-8', content: rolloutsStyle };
    if (!MODULES.has(name)) return undefined;
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const reading = readFile(new URL(`./rollouts-page/${name}`, import.meta.url)).then((content) => ({
      contentType: 'text/javascript; charset=utf-8',
      content,
    }));
    this.#read.set(name, reading);
    // A failure is not kept.
    reading.catch(() => this.#read.delete(name));
    return reading;
  }
}
