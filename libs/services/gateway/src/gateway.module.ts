import { randomBytes } from 'node:crypto';
import type { DynamicModule, OnApplicationBootstrap } from '@nestjs/common';
import {
  AccessStore,
  Clock,
  DeclarationStore,
  EventBus,
  Presence,
  ReadyCommands,
  SessionStore,
  SettledMarks,
  Signals,
} from '#libs/domain';
import { ConnectionLimits, constant, Logger, LoginNonces, provide, type RoleContext, Vault } from '#libs/platform';
import { Admission } from './admission.ts';
import { AwaitDecision } from './await-decision.ts';
import { CwmpServer } from './cwmp-server.ts';
import { Door } from './door/door.ts';
import { DoorMetrics } from './door/door-metrics.ts';
import { connectionCaps, doorOptions, listenersOptions, tlsContextOptions } from './door/door-options.ts';
import { Listeners } from './door/listeners.ts';
import { RateLimiter, rateOf } from './door/rate-limiter.ts';
import { TlsContext } from './door/tls-context.ts';
import type { GatewayConfig } from './gateway.config.ts';
import { GatewayMetrics } from './gateway-metrics.ts';
import { HandlePost } from './handle-post.ts';
import { HideSecrets } from './hide-secrets.ts';
import { Authenticate } from './login/authenticate.ts';
import { BackOff } from './login/back-off.ts';
import { Guard } from './login/guard.ts';
import { KnownAccess } from './login/known-access.ts';
import {
  authenticateOptions,
  backOffOptions,
  checkKeys,
  guardOptions,
  knownAccessOptions,
  sessionBondOptions,
  warnOfOpenDoor,
} from './login/login-options.ts';
import { SessionBond } from './login/session-bond.ts';
import { TellSecurity } from './login/tell-security.ts';
import { WatchDoubles } from './login/watch-doubles.ts';
import { OpenSession } from './open-session.ts';
import { ReadBody } from './read-body.ts';
import { RetryAfter } from './retry-after.ts';
import { SweepSessions } from './sweep-sessions.ts';
import { TakeTurn } from './take-turn.ts';
import { TraceSession } from './trace-session.ts';

/** Starts listening when everything else is there, and lets the sessions end before the rest goes. */
class GatewayLifecycle implements OnApplicationBootstrap {
  constructor(
    private readonly server: CwmpServer,
    private readonly decision: AwaitDecision,
    private readonly sweep: SweepSessions,
    private readonly access: KnownAccess,
    private readonly doubles: WatchDoubles,
    private readonly vault: Vault,
    private readonly config: GatewayConfig,
    private readonly context: RoleContext,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { shutdown, platform, logger } = this.context;
    checkKeys(this.config, this.vault);
    warnOfOpenDoor(this.config, platform, logger);
    await this.decision.start();
    await this.access.start();
    await this.doubles.start();
    await this.server.listen();
    this.sweep.start();
    // A third of the time is left for what comes after.
    shutdown.register('drain', 'cwmp sessions', () => this.server.drain((platform.MUSTER_SHUTDOWN_TIMEOUT_MS * 2) / 3));
    shutdown.register('close', 'cwmp server', async () => {
      this.sweep.stop();
      await this.server.close();
      await this.decision.stop();
      await this.access.stop();
      await this.doubles.stop();
    });
  }
}

class GatewayModule {}

/** How often one device may open a session. */
class DeviceRate extends RateLimiter {}

/** How often one address may ask. */
class AddressRate extends RateLimiter {}

const MINUTE_MS = 60_000;
/** Of requests of an address: as many behind one NAT come together. */
const BURST_S = 10;

export function gatewayModule(config: GatewayConfig, context: RoleContext, decidingGroup: string): DynamicModule {
  const gateway = randomBytes(6).toString('base64url');
  const tls = tlsContextOptions(config);
  const perAddress = config.MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S;
  return {
    module: GatewayModule,
    providers: [
      { provide: Logger, useValue: context.logger },
      provide(GatewayMetrics, SessionStore),
      provide(DoorMetrics),
      provide(DeviceRate, Clock, constant(rateOf(config.MUSTER_GATEWAY_DEVICE_SESSIONS_PER_MIN, MINUTE_MS))),
      provide(AddressRate, Clock, constant(rateOf(perAddress, 1_000, perAddress * BURST_S))),
      provide(ConnectionLimits, constant(connectionCaps(config))),
      ...(tls === undefined ? [] : [provide(TlsContext, Vault, Clock, Logger, DoorMetrics, constant(tls))]),
      provide(
        Door,
        ConnectionLimits,
        AddressRate,
        tls === undefined ? constant(undefined) : TlsContext,
        Authenticate,
        DoorMetrics,
        constant(doorOptions(config)),
      ),
      provide(
        Listeners,
        Door,
        tls === undefined ? constant(undefined) : TlsContext,
        constant(listenersOptions(config)),
      ),
      provide(TraceSession),
      provide(HideSecrets, Vault),
      provide(
        AwaitDecision,
        ReadyCommands,
        Signals,
        EventBus,
        Clock,
        constant({
          gateway,
          group: decidingGroup,
          waitMs: config.MUSTER_GATEWAY_DECISION_WAIT_MS,
          maxLag: config.MUSTER_GATEWAY_DECISION_MAX_LAG,
        }),
      ),
      provide(
        Admission,
        AwaitDecision,
        GatewayMetrics,
        Clock,
        constant({
          targetMs: config.MUSTER_GATEWAY_OPENING_TARGET_MS,
          mostOpening: config.MUSTER_GATEWAY_MAX_OPENING,
          waitMs: config.MUSTER_GATEWAY_DECISION_WAIT_MS,
        }),
      ),
      provide(LoginNonces, Vault, Clock, constant(config.MUSTER_CWMP_NONCE_LIFETIME_MS), constant('nonces of CPEs')),
      provide(KnownAccess, AccessStore, Vault, Signals, Clock, Logger, constant(knownAccessOptions(config))),
      provide(BackOff, Clock, constant(backOffOptions(config))),
      provide(TellSecurity, EventBus, Clock, Logger),
      provide(Authenticate, KnownAccess, LoginNonces, BackOff, constant(authenticateOptions(config))),
      provide(
        Guard,
        Authenticate,
        KnownAccess,
        DeclarationStore,
        LoginNonces,
        TellSecurity,
        GatewayMetrics,
        constant(guardOptions(config)),
      ),
      provide(WatchDoubles, TellSecurity, Signals, Clock),
      provide(SessionBond, SessionStore, Authenticate, Guard, constant(sessionBondOptions(config))),
      provide(
        OpenSession,
        SessionStore,
        SettledMarks,
        Presence,
        EventBus,
        Admission,
        Guard,
        WatchDoubles,
        DeviceRate,
        GatewayMetrics,
        HideSecrets,
        Clock,
        constant({
          gateway,
          maxVersion: config.MUSTER_CWMP_MAX_VERSION,
          timeoutMs: config.MUSTER_CWMP_SESSION_TIMEOUT_MS,
          holdRequests: config.MUSTER_CWMP_HOLD_REQUESTS,
        }),
      ),
      provide(
        TakeTurn,
        SessionStore,
        EventBus,
        AwaitDecision,
        GatewayMetrics,
        TraceSession,
        HideSecrets,
        Logger,
        Clock,
        constant({
          gateway,
          kickedUrls: config.MUSTER_CWMP_KICKED_URLS,
        }),
      ),
      provide(
        HandlePost,
        SessionStore,
        Admission,
        Guard,
        SessionBond,
        WatchDoubles,
        OpenSession,
        TakeTurn,
        GatewayMetrics,
        Clock,
        constant(config.MUSTER_GATEWAY_MAX_PARAMETERS),
      ),
      provide(
        ReadBody,
        constant({
          maxInformBytes: config.MUSTER_GATEWAY_MAX_INFORM_BYTES,
          maxBytes: config.MUSTER_GATEWAY_MAX_BODY_BYTES,
          maxBufferedBytes: config.MUSTER_GATEWAY_MAX_BUFFERED_BYTES,
          stallMs: config.MUSTER_GATEWAY_BODY_STALL_MS,
        }),
      ),
      provide(
        RetryAfter,
        Clock,
        constant({
          meanS: config.MUSTER_GATEWAY_RETRY_AFTER_S,
          ratePerS: config.MUSTER_GATEWAY_RETURNS_PER_S,
          maxS: config.MUSTER_GATEWAY_RETRY_AFTER_MAX_S,
        }),
      ),
      provide(
        CwmpServer,
        Listeners,
        Door,
        HandlePost,
        ReadBody,
        SessionStore,
        RetryAfter,
        GatewayMetrics,
        Logger,
        Clock,
        constant({ gateway }),
      ),
      provide(SweepSessions, SessionStore, TakeTurn, Clock, Logger),
      provide(
        GatewayLifecycle,
        CwmpServer,
        AwaitDecision,
        SweepSessions,
        KnownAccess,
        WatchDoubles,
        Vault,
        constant(config),
        constant(context),
      ),
    ],
    exports: [CwmpServer],
  };
}
