import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

interface Served {
  readonly contentType: string;
  readonly content: Buffer | string;
}

const script = 'text/javascript; charset=utf-8';

/** The files of swagger-ui-dist that the page needs; nothing else is ever read. */
const fromPackage: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', script],
  ['favicon-32x32.png', 'image/png'],
]);

// A file and not part of the page, so that the page's policy need not allow inline scripts.
const startScript = `window.ui = SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  // The one feature that would call a server elsewhere.
  validatorUrl: null,
});
`;

/** What the documentation page is made of, read once. */
export class DocumentationFiles {
  readonly #resolve = createRequire(import.meta.url).resolve;
  readonly #read = new Map<string, Promise<Served>>();

  async read(name: string): Promise<Served | undefined> {
    if (name === 'start.js') return { contentType: script, content: startScript };
    const contentType = fromPackage.get(name);
    if (contentType === undefined) return undefined;
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const reading = readFile(this.#resolve(`swagger-ui-dist/${name}`)).then((content) => ({ contentType, content }));
    this.#read.set(name, reading);
    // A failure is not kept.
    reading.catch(() => this.#read.delete(name));
    return reading;
  }
}
