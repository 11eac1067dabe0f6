import { configReference, platformConfig } from '#libs/platform';
import { apiRole } from '#libs/services/api';
import { firmwareRole } from '#libs/services/firmware';
import { gatewayRole } from '#libs/services/gateway';
import { provisioningRole } from '#libs/services/provisioning';

/** `docs/configuration.md`, from the schemas that the roles are configured by. */
export function configurationPage(): string {
  const fragments = [platformConfig, gatewayRole.config, provisioningRole.config, firmwareRole.config, apiRole.config];
  return `# Configuration

Everything is set by environment variables. A value that is not allowed is refused at start, with its name, the value and what is
allowed; a \`MUSTER_*\` name that does not exist is warned about. This page is generated (\`npm run docs\`).

${configReference(fragments)}
Tracing follows OpenTelemetry's own variables: it is on when \`OTEL_EXPORTER_OTLP_ENDPOINT\` or \`OTEL_TRACES_EXPORTER\` is set.
`;
}
