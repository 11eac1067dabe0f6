import type { EmbeddedAdapters } from '#libs/adapters/embedded';
import { createLogger, LoginNonces, Vault } from '#libs/platform';
import { gatewayConfig } from '../gateway.config.ts';
import type { GatewayMetrics } from '../gateway-metrics.ts';
import { Authenticate } from '../login/authenticate.ts';
import { BackOff } from '../login/back-off.ts';
import { Guard } from '../login/guard.ts';
import { KnownAccess } from '../login/known-access.ts';
import { backOffOptions, knownAccessOptions } from '../login/login-options.ts';
import { TellSecurity } from '../login/tell-security.ts';

/** Lets everybody in and asks nobody, as without any setting. */
export function anOpenGuard(adapters: EmbeddedAdapters, metrics: GatewayMetrics): Guard {
  const { accessStore, declarationStore, signals, eventBus, clock } = adapters;
  const logger = createLogger('test', { level: 'error', format: 'json' });
  const vault = new Vault([]);
  const asked = { asks: 'none', basic: 'tls', realm: 'muster' } as const;
  const nonces = new LoginNonces(vault, clock, 60_000, 'spec');
  const config = gatewayConfig.schema.parse({});
  const known = new KnownAccess(accessStore, vault, signals, clock, logger, knownAccessOptions(config));
  const options = { ...asked, shared: [], lenient: [], certificateNames: [] };
  return new Guard(
    new Authenticate(known, nonces, new BackOff(clock, backOffOptions(config)), options),
    known,
    declarationStore,
    nonces,
    new TellSecurity(eventBus, clock, logger),
    metrics,
    { ...asked, algorithms: ['MD5'], confinesShared: true, enrolment: [{ verdict: 'accept' }] },
  );
}
