import { defineRole } from '#libs/platform';
import { FileServer } from './file-server.ts';
import { firmwareConfig } from './firmware.config.ts';
import { firmwareModule } from './firmware.module.ts';

/** Gives images to CPEs and takes the files that they send. */
export const firmwareRole = defineRole({
  name: 'firmware',
  needs: ['documents'],
  config: firmwareConfig,
  module: (config, context) => firmwareModule(config, context),
  facts: (running) => ({ filesPort: running.get(FileServer).address?.port ?? 0 }),
});
