import type { CommandOutcome, CommandResult, Events } from '#libs/domain';
import { EVENT_TYPE_NAMES, type EventData } from '#libs/event-contract';

/** The same type without what makes no difference: readonly, and whether it is an intersection. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

/** Exact: unlike assignability both ways it also sees an optional member that only one of them has. */
type Equal<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;

type Outcome<Status extends CommandOutcome['status']> = Extract<CommandOutcome, { readonly status: Status }>;

/**
 * What is published. Of a command that is done, the domain's type allows for more than what is: values that were read
 * and answers stay in the command.
 */
type Published = Omit<Events, 'command.completed' | 'command.failed'> & {
  readonly 'command.completed': Events['command.queued'] & {
    readonly outcome: Omit<Outcome<'completed'>, 'result'> & {
      readonly result: Omit<CommandResult, 'values' | 'response'>;
    };
  };
  readonly 'command.failed': Events['command.queued'] & { readonly outcome: Outcome<'failed'> };
};

// An event whose schema is not its type makes this file not compile.
const agreement: {
  readonly [Type in keyof Published | keyof EventData]: Type extends keyof Published & keyof EventData
    ? Equal<EventData[Type], Published[Type]>
    : false;
} = {
  'device.informed': true,
  'device.registered': true,
  'device.bootstrapped': true,
  'device.booted': true,
  'device.kicked': true,
  'version.changed': true,
  'values.changed': true,
  'device.declared': true,
  'reconcile.requested': true,
  'condition.changed': true,
  'discovery.completed': true,
  'session.ended': true,
  'rpc.sent': true,
  'rpc.answered': true,
  'transfer.completed': true,
  'transfer.unsolicited': true,
  'download.requested': true,
  'download.started': true,
  'download.ended': true,
  'file.received': true,
  'du.changed': true,
  'command.queued': true,
  'command.sent': true,
  'command.completed': true,
  'command.failed': true,
  'command.expired': true,
  'command.cancelled': true,
  'command.overdue': true,
  'security.login.failed': true,
  'security.device.knocked': true,
  'security.device.doubled': true,
  'security.access.changed': true,
  'rollout.changed': true,
  'image.changed': true,
  'rollout.progressed': true,
  'execution.changed': true,
};

test('the schema of each event is its type in the domain', () => {
  expect(Object.keys(agreement)).toEqual(EVENT_TYPE_NAMES);
  expect(Object.values(agreement)).not.toContain(false);
});
