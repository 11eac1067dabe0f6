import path from 'node:path';

/** Where installed servers are kept: `.cache/servers` at the root of the project, out of git, shared by all runs. */
export const cacheFolder = path.resolve(import.meta.dirname, '../../../../../..', '.cache/servers');
