import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

/** Writes a picture for the page. */
export async function saveImage(name: string, svg: string): Promise<void> {
  const file = path.join(PROJECT_ROOT, `docs/images/${name}.svg`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, svg);
}
