import {
  COMMAND_KINDS,
  COMMAND_STATES,
  type Command,
  type CommandResult,
  DATA_MODEL_KINDS,
  type DeepReadonly,
  type EventTypeName,
  EXECUTION_STATES,
  FAILURE_REASONS,
  FAULT_CLASSES,
  IMAGE_STATES,
  type Image,
  type NewCommand,
  PROFILE_MODES,
  PROFILE_PROBLEM_CODES,
  PROFILE_PRUNES,
  type ProfileDocument,
  ROLLOUT_ACTS,
  ROLLOUT_PHASES,
  type RolloutDocument,
  type RpcRequest,
  VALUE_TYPES,
  WAVE_STATES,
  WINDOW_MODES,
} from '#libs/api-contract';
import { type AcsRequest, VALUE_TYPES as CWMP_VALUE_TYPES } from '#libs/cwmp';
import {
  type CommandKind,
  type CommandSpec,
  type DataModelKind,
  COMMAND_STATES as DOMAIN_COMMAND_STATES,
  EXECUTION_STATES as DOMAIN_EXECUTION_STATES,
  FAULT_CLASSES as DOMAIN_FAULT_CLASSES,
  IMAGE_STATES as DOMAIN_IMAGE_STATES,
  ROLLOUT_ACTS as DOMAIN_ROLLOUT_ACTS,
  ROLLOUT_PHASES as DOMAIN_ROLLOUT_PHASES,
  WAVE_STATES as DOMAIN_WAVE_STATES,
  WINDOW_MODES as DOMAIN_WINDOW_MODES,
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
  readonly rollouts: Same<Output<typeof RolloutDocument>, import('#libs/domain').RolloutDocument>;
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
  rollouts: true,
  awaited: true,
};

describe('the contract and the domain', () => {
  test('mean the same commands, RPCs, results and events', () => {
    expect(Object.values(agreement)).not.toContain(false);
  });

  test('have the same words', () => {
    expect(COMMAND_STATES).toEqual(DOMAIN_COMMAND_STATES);
    expect(IMAGE_STATES).toEqual(DOMAIN_IMAGE_STATES);
    expect(ROLLOUT_PHASES).toEqual(DOMAIN_ROLLOUT_PHASES);
    expect(ROLLOUT_ACTS).toEqual(DOMAIN_ROLLOUT_ACTS);
    expect(WAVE_STATES).toEqual(DOMAIN_WAVE_STATES);
    expect(EXECUTION_STATES).toEqual(DOMAIN_EXECUTION_STATES);
    expect(WINDOW_MODES).toEqual(DOMAIN_WINDOW_MODES);
    expect(FAULT_CLASSES).toEqual(DOMAIN_FAULT_CLASSES);
    expect(WINDOW_MODES).toEqual(DOMAIN_WINDOW_MODES);
    expect(VALUE_TYPES).toEqual(CWMP_VALUE_TYPES);
    expect(PROFILE_MODES).toEqual(MODES);
    expect(PROFILE_PRUNES).toEqual(PRUNES);
  });
});
