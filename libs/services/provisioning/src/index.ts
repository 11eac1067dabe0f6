export { ProvisionDevice } from './provision-device.ts';
export { provisioningConfig } from './provisioning.config.ts';
export { PROVISIONING_GROUP } from './provisioning.consumer.ts';
export { provisioningRole } from './provisioning.role.ts';
