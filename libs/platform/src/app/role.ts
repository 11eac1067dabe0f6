import type { Abstract, DynamicModule, Type } from '@nestjs/common';
import type { Need } from '../adapters.ts';
import type { ConfigFragment, ConfigOf } from '../config/config-fragment.ts';
import type { Config } from '../config/load-config.ts';
import type { Health } from '../lifecycle/health.ts';
import type { Shutdown } from '../lifecycle/shutdown.ts';
import type { LogFields, Logger } from '../logging/logger.ts';
import type { PlatformConfig } from '../platform.config.ts';

/** What a role may use while it builds its module; the ports are injected. */
export interface RoleContext {
  readonly platform: PlatformConfig;
  /** Carries the role's name; provide it as `Logger` in the role's module, where it goes before the process's own. */
  readonly logger: Logger;
  readonly health: Health;
  readonly shutdown: Shutdown;
}

/** What a role sees when everything listens. */
export interface RunningParts {
  /** Of the API, without a trailing slash. */
  readonly httpUrl: string;
  /** The provider of a token, in any module. */
  get<T>(token: Abstract<T> | Type<T>): T;
}

export interface RoleDefinition<Fragment extends ConfigFragment> {
  readonly name: string;
  readonly config: Fragment;
  /** What the role cannot work without: while that is away, it is not ready. Default everything. */
  readonly needs?: readonly Need[];
  /** The Nest module of the role; its lifecycle hooks start and drain what the role runs. */
  module(config: ConfigOf<Fragment>, context: RoleContext): DynamicModule | Type;
  /** Lines for the person who started this in a terminal, once everything listens. */
  banner?(config: ConfigOf<Fragment>, running: RunningParts): readonly string[];
  /** What the log's `ready` entry tells of the role, such as the port it chose. */
  facts?(running: RunningParts): LogFields;
}

/** A part of the ACS that can run alone or together with others in one process. */
export interface Role {
  readonly name: string;
  readonly config: ConfigFragment;
  readonly needs: readonly Need[];
  module(config: Config, context: RoleContext): DynamicModule | Type;
  banner(config: Config, running: RunningParts): readonly string[];
  facts(running: RunningParts): LogFields;
}

/** Makes a role from its definition, whose functions see the role's own settings only. */
export function defineRole<Fragment extends ConfigFragment>(definition: RoleDefinition<Fragment>): Role {
  return {
    name: definition.name,
    config: definition.config,
    needs: definition.needs ?? ['bus', 'sessions', 'documents'],
    module: (config, context) => definition.module(config.of(definition.config), context),
    banner: (config, running) => definition.banner?.(config.of(definition.config), running) ?? [],
    facts: (running) => definition.facts?.(running) ?? {},
  };
}
