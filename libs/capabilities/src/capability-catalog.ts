import { type CapabilityCatalog, readCatalog } from '#libs/domain';
import { CATALOG_FILES } from './catalog-files.ts';

let read: CapabilityCatalog | undefined;

/** The capabilities that come with the project; read once in a process. Throws what is wrong with the data. */
export function capabilityCatalog(): CapabilityCatalog {
  if (read) return read;
  const result = readCatalog(CATALOG_FILES);
  if ('problems' in result) throw new Error(`The capability catalog is not sound:\n${result.problems.join('\n')}`);
  read = result.catalog;
  return read;
}
