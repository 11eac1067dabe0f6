import { type Command, type Learnt, type Observation, programOf, rpcWasLost, sendAgain } from '#libs/domain';
import { changesIn, learnt } from './learn.ts';
import type { LookUp } from './look-up.ts';
import type { Turn } from './turn.ts';

/** The answer to the command's RPC will not come any more. */
export async function putBack(turn: Turn, command: Command, look: LookUp): Promise<void> {
  const program = programOf(command);
  const context = await look.context(turn, command, 'lost');
  const after = program.lost?.(command as never, context) ?? sendAgain(command);
  await takeNote(turn, after.learnt, look, 'read');
  const lost = rpcWasLost(command, after, turn.nowMs);
  turn.change(lost);
  if (after.outcome) turn.finish(lost, after.outcome);
}

/** What the CPE said may end commands that were sent, also those that were put back since. */
export function observe(turn: Turn, observation: Observation): void {
  for (const command of turn.open()) {
    if (command.sentAt === undefined) continue;
    const outcome = programOf(command).observed?.(command as never, observation);
    if (outcome) turn.finish(command, outcome);
  }
}

/** Works what was learnt into the device, and says what changed. */
export async function takeNote(
  turn: Turn,
  lessons: readonly Learnt[],
  look: LookUp,
  cause: 'inform' | 'read',
): Promise<void> {
  for (const lesson of lessons) {
    turn.learnt.push(lesson);
    if (lesson.what !== 'values') continue;
    const changes = await changesIn(look, lesson.values);
    if (changes.length === 0) continue;
    turn.announce({ type: 'values.changed', data: { changes, cause } }, `${turn.cause.id}:values`);
  }
  const device = learnt(turn.device, lessons, turn.nowMs);
  if (device !== turn.device) turn.changeDevice(device);
  if (lessons.some(({ what }) => what === 'discovered')) await concludeDiscovery(turn, look);
}

async function concludeDiscovery(turn: Turn, look: LookUp): Promise<void> {
  const { parameters, objects } = await look.count();
  const discovery = { ...turn.device.discovery, parameters, objects };
  turn.changeDevice({ ...turn.device, discovery });
  const data = { parameters, objects, unreadable: discovery.unreadable };
  turn.announce({ type: 'discovery.completed', data }, `${turn.cause.id}:discovered`);
}
