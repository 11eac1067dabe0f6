import { networkInterfaces } from 'node:os';
import { defineRole } from '#libs/platform';
import { CwmpServer } from './cwmp-server.ts';
import { gatewayConfig } from './gateway.config.ts';
import { gatewayModule } from './gateway.module.ts';

/** The consumer group whose decisions a session waits for. */
const DECIDING_GROUP = 'provisioning';

const LOGINS = {
  none: 'No username or password is asked for (MUSTER_CWMP_LOGIN).',
  known: 'A device that was given a username and password needs them.',
  required: 'It needs a username and password: the README says how devices get them.',
} as const;

/** Terminates CWMP: takes Informs in, answers the CPE's requests, sends the next command. */
export const gatewayRole = defineRole({
  name: 'gateway',
  needs: ['bus', 'sessions'],
  config: gatewayConfig,
  module: (config, context) => gatewayModule(config, context, DECIDING_GROUP),
  facts(running) {
    const { address, tlsAddress } = running.get(CwmpServer);
    return { cwmpPort: address?.port ?? 0, ...(tlsAddress === undefined ? {} : { cwmpTlsPort: tlsAddress.port }) };
  },
  banner(config, running) {
    const { address, tlsAddress } = running.get(CwmpServer);
    const [scheme, port] = address ? ['http', address.port] : ['https', tlsAddress?.port ?? 0];
    const addresses = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    return [
      'In your CPE, enter as ACS URL (TR-069, “Remote management”):',
      ...[...addresses, '127.0.0.1'].map((address) => `    ${scheme}://${address}:${port}/`),
      ...(address && tlsAddress ? [`  With TLS: https, and port ${tlsAddress.port}.`] : []),
      `  ${LOGINS[config.MUSTER_CWMP_LOGIN]} Set “Periodic inform” on.`,
      'No CPE at hand? Three simulated ones, in another terminal:',
      `    npm run cpe -- --count 3${port === 7547 ? '' : ` --url ${scheme}://127.0.0.1:${port}/`}`,
      '',
    ];
  },
});
