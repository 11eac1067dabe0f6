import { type Logger, type PlatformConfig, StartRefused, type Vault } from '#libs/platform';
import type { GatewayConfig } from '../gateway.config.ts';
import type { AuthenticateOptions } from './authenticate.ts';
import type { BackOffOptions } from './back-off.ts';
import { CheckedLogin } from './check-password.ts';
import type { GuardOptions } from './guard.ts';
import type { KnownAccessOptions } from './known-access.ts';
import type { SessionBondOptions } from './session-bond.ts';

const REALM = 'muster';

export function authenticateOptions(config: GatewayConfig): AuthenticateOptions {
  return {
    asks: config.MUSTER_CWMP_LOGIN,
    basic: config.MUSTER_CWMP_LOGIN_BASIC,
    shared: (config.MUSTER_CWMP_LOGIN_SHARED ?? []).map((login) => new CheckedLogin(login, REALM)),
    realm: REALM,
    lenient: config.MUSTER_CWMP_LOGIN_LENIENT,
    certificateNames: config.MUSTER_GATEWAY_TLS_CLIENT_NAMES,
  };
}

export function guardOptions(config: GatewayConfig): GuardOptions {
  return {
    asks: config.MUSTER_CWMP_LOGIN,
    basic: config.MUSTER_CWMP_LOGIN_BASIC,
    realm: REALM,
    algorithms: config.MUSTER_CWMP_LOGIN_DIGEST.split(',') as readonly ('MD5' | 'SHA-256')[],
    confinesShared: config.MUSTER_CWMP_LOGIN_SHARED_GETS === 'login',
    enrolment: config.MUSTER_CWMP_ENROLMENT ?? [{ verdict: 'accept' }],
  };
}

export function backOffOptions(config: GatewayConfig): BackOffOptions {
  const forgetMs = config.MUSTER_CWMP_LOGIN_FORGET_MS;
  return {
    ofDevice: {
      free: config.MUSTER_CWMP_LOGIN_TRIES,
      firstMs: config.MUSTER_CWMP_LOGIN_WAIT_MS,
      maxMs: config.MUSTER_CWMP_LOGIN_WAIT_MAX_MS,
      forgetMs,
    },
    ofAddress: {
      free: config.MUSTER_CWMP_LOGIN_ADDRESS_TRIES,
      firstMs: config.MUSTER_CWMP_LOGIN_ADDRESS_WAIT_MS,
      maxMs: config.MUSTER_CWMP_LOGIN_ADDRESS_WAIT_MAX_MS,
      forgetMs,
    },
    most: config.MUSTER_GATEWAY_LOGIN_FAILURES_KEPT,
  };
}

export function sessionBondOptions(config: GatewayConfig): SessionBondOptions {
  return {
    asks: config.MUSTER_CWMP_LOGIN,
    provesAgain: config.MUSTER_CWMP_LOGIN_AGAIN,
    lenient: config.MUSTER_CWMP_LOGIN_LENIENT,
  };
}

export function knownAccessOptions(config: GatewayConfig): KnownAccessOptions {
  return {
    realm: REALM,
    most: config.MUSTER_GATEWAY_LOGINS_KEPT,
    keepMs: config.MUSTER_GATEWAY_LOGINS_KEPT_MS,
    waitsMs: config.MUSTER_GATEWAY_LOGIN_READ_TIMEOUT_MS,
    mostReads: config.MUSTER_GATEWAY_MAX_LOGIN_READS,
  };
}

/** A laptop is to work with one command; a cluster is for a network with others in it. */
export function warnOfOpenDoor(
  { MUSTER_CWMP_LOGIN: asks }: Pick<GatewayConfig, 'MUSTER_CWMP_LOGIN'>,
  { MUSTER_KAFKA_BROKERS: brokers }: Pick<PlatformConfig, 'MUSTER_KAFKA_BROKERS'>,
  logger: Logger,
): void {
  if (asks !== 'none' || brokers.length === 0) return;
  logger.warn(
    { setting: 'MUSTER_CWMP_LOGIN' },
    'ANYBODY MAY BE ANY DEVICE: no CPE is asked who it is, and whoever gives the name of one is sent its passwords. Set MUSTER_CWMP_LOGIN to known or required',
  );
}

/** Throws StartRefused: without keys, logins can't be kept, and no gateway knows the nonces of another. */
export function checkKeys({ MUSTER_CWMP_LOGIN: asks }: GatewayConfig, vault: Vault): void {
  if (asks === 'none' || vault.keyId !== undefined) return;
  throw new StartRefused(`MUSTER_CWMP_LOGIN is ${asks}, which needs MUSTER_SECRET_KEYS: the same for every process.`);
}
