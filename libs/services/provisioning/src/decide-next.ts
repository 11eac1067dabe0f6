import type { AcsMethod } from '#libs/cwmp';
import {
  type Command,
  type CommandContext,
  failed,
  nowAwaits,
  programOf,
  type ReadyCommand,
  type RpcAnswer,
  refusal,
} from '#libs/domain';
import { isLoginSpec } from './give-login.ts';
import type { Turn } from './turn.ts';

export type LoadContext = (command: Command, answer: RpcAnswer | 'lost' | undefined) => Promise<CommandContext>;

/** A device may be told only one of these at a time: a reboot in mid-download ruins it. */
const DISRUPTIVE: ReadonlySet<Command['spec']['kind']> = new Set(['download', 'upload', 'reboot', 'factoryReset']);
const DISRUPTIVE_RPCS: ReadonlySet<AcsMethod> = new Set<AcsMethod>([
  'Download',
  'ScheduleDownload',
  'Upload',
  'Reboot',
  'FactoryReset',
  'ChangeDUState',
]);

const UNREADABLE = 'Its secrets do not open: the key that sealed them is not configured any more.';

/**
 * What to send to the device next; undefined when there is nothing for this session. Commands that need no RPC any more
 * are finished on the way. `isUpgraded`: a rollout has sent the device an image, or is about to.
 */
export async function decideNext(turn: Turn, load: LoadContext, isUpgraded = false): Promise<ReadyCommand | undefined> {
  for (const command of mayBeSent(turn)) {
    if (command.awaiting) {
      // The CPE reboots as soon as the session is over: nothing may follow (TR-069 A.3.2.9).
      if (endsSession(command, turn.device.lastInform.sessionId)) return undefined;
      continue;
    }
    if (command.notBefore !== undefined && Date.parse(command.notBefore) > turn.nowMs) return undefined;
    if (wouldDisturb(command, turn, isUpgraded)) continue;
    const verdict = await proceed(turn, command, await load(command, undefined));
    if (verdict.what === 'send') return verdict.ready;
    if (verdict.what === 'endOfSession') return undefined;
  }
  return undefined;
}

/** Whoever has proved a shared login only is given one of its own and asked to call again; all else waits until it has. */
function mayBeSent(turn: Turn): readonly Command[] {
  const open = turn.open();
  if (!turn.device.lastInform.confined) return open;
  return open.filter(
    ({ spec, origin }) => isLoginSpec(spec) || (spec.kind === 'scheduleInform' && origin === 'system'),
  );
}

function wouldDisturb(command: Command, turn: Turn, isUpgraded: boolean): boolean {
  if (isUpgraded) return isDisruptive(command) || reboots(command);
  return isDisruptive(command) && turn.open().some(({ awaiting }) => awaiting?.what === 'transferComplete');
}

export function isDisruptive({ spec }: Pick<Command, 'spec'>): boolean {
  return DISRUPTIVE.has(spec.kind) || (spec.kind === 'rpc' && DISRUPTIVE_RPCS.has(spec.request.method));
}

function reboots({ spec }: Command): boolean {
  return spec.kind === 'reconcile' && spec.plan.steps.at(-1)?.do === 'reboot';
}

type Verdict = { readonly what: 'send'; readonly ready: ReadyCommand } | { readonly what: 'goOn' | 'endOfSession' };

async function proceed(turn: Turn, command: Command, context: CommandContext): Promise<Verdict> {
  if (command.unreadable) {
    turn.finish(command, failed('internal', UNREADABLE));
    return { what: 'goOn' };
  }
  const next = programOf(command).next(command as never, context);
  switch (next.do) {
    case 'finish':
      turn.learn(next.learnt ?? []);
      turn.finish(command, next.outcome);
      return { what: 'goOn' };
    case 'await': {
      const { sessionId } = turn.device.lastInform;
      const awaiting = nowAwaits(command, next.what, sessionId, next.timeoutMs, turn.nowMs);
      turn.change(awaiting);
      return { what: endsSession(awaiting, sessionId) ? 'endOfSession' : 'goOn' };
    }
    case 'send': {
      const why = refusal(next.request, context.device);
      if (why !== undefined && command.origin === 'operator') {
        turn.finish(command, failed(why.includes('GetRPCMethods') ? 'not_supported' : 'invalid', why));
        return { what: 'goOn' };
      }
      const { request, idempotent } = next;
      return { what: 'send', ready: { commandId: command.id, step: command.rpcs, request, idempotent } };
    }
  }
}

/** Whether the CPE reboots, or resets itself, when the session is over. */
export function rebootsAfter(turn: Turn): boolean {
  return turn.open().some((command) => endsSession(command, turn.device.lastInform.sessionId));
}

function endsSession({ awaiting }: Command, sessionId: string): boolean {
  return (awaiting?.what === 'boot' || awaiting?.what === 'bootstrap') && awaiting.sessionId === sessionId;
}
