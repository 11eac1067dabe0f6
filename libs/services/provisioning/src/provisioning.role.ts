import { defineRole } from '#libs/platform';
import { provisioningConfig } from './provisioning.config.ts';
import { provisioningModule } from './provisioning.module.ts';

/** The device twin: what a CPE reported, what was asked of it, and what is sent to it next. */
export const provisioningRole = defineRole({
  name: 'provisioning',
  config: provisioningConfig,
  module: (config, { logger }) => provisioningModule(config, logger),
});
