import {
  COMMAND_KINDS,
  COMMAND_STATES,
  type Command,
  type CommandResult,
  DATA_MODEL_KINDS,
  type DeepReadonly,
  type EventTypeName,
  FAILURE_REASONS,
  IMAGE_STATES,
  type Image,
  type NewCommand,
  PROFILE_MODES,
  PROFILE_PROBLEM_CODES,
  PROFILE_PRUNES,
  type ProfileDocument,
  type RpcRequest,
  VALUE_TYPES,
} from '#libs/api-contract';
import { type AcsRequest, VALUE_TYPES as CWMP_VALUE_TYPES } from '#libs/cwmp';
import {
  type CommandKind,
  type CommandSpec,
  type DataModelKind,
  COMMAND_STATES as DOMAIN_COMMAND_STATES,
  IMAGE_STATES as DOMAIN_IMAGE_STATES,
  type CommandResult as DomainCommandResult,
  type EventType,
  type FailureReason,
  MODES,
  PRUNES,
  type ProfileProblemCode,
} from '#libs/domain';

/** `true` where each of both is assignable to the other; otherwise this file does not compile. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Output<Schema extends { readonly _zod: { readonly output: unknown } }> = DeepReadonly<Schema['_zod']['output']>;
type WithoutExpiry<T> = T extends unknown ? Omit<T, 'expiresInS'> : never;

const agreement: {
  readonly rpcs: Same<Output<typeof RpcRequest>, AcsRequest>;
  readonly commands: Same<
    WithoutExpiry<Output<typeof NewCommand>>,
    Exclude<CommandSpec, { kind: 'discover' | 'reconcile' }>
  >;
  readonly kinds: Same<(typeof COMMAND_KINDS)[number], CommandKind>;
  readonly reasons: Same<(typeof FAILURE_REASONS)[number], FailureReason>;
  readonly dataModels: Same<(typeof DATA_MODEL_KINDS)[number], DataModelKind>;
  readonly events: Same<EventTypeName, EventType>;
  readonly results: Same<keyof Output<typeof CommandResult>, keyof DomainCommandResult>;
  readonly problems: Same<(typeof PROFILE_PROBLEM_CODES)[number], ProfileProblemCode>;
  readonly profiles: Same<keyof Output<typeof ProfileDocument>, keyof import('#libs/domain').ProfileDocument>;
  readonly images: Same<DeepReadonly<Image>, import('#libs/domain').Image>;
  readonly awaited: Same<
    NonNullable<Command['awaiting']>['what'],
    NonNullable<import('#libs/domain').Command['awaiting']>['what']
  >;
} = {
  rpcs: true,
  commands: true,
  kinds: true,
  reasons: true,
  dataModels: true,
  events: true,
  results: true,
  problems: true,
  profiles: true,
  images: true,
  awaited: true,
};

describe('the contract and the domain', () => {
  test('mean the same commands, RPCs, results and events', () => {
    expect(Object.values(agreement)).not.toContain(false);
  });

  test('have the same words', () => {
    expect(COMMAND_STATES).toEqual(DOMAIN_COMMAND_STATES);
    expect(IMAGE_STATES).toEqual(DOMAIN_IMAGE_STATES);
    expect(VALUE_TYPES).toEqual(CWMP_VALUE_TYPES);
    expect(PROFILE_MODES).toEqual(MODES);
    expect(PROFILE_PRUNES).toEqual(PRUNES);
  });
});
