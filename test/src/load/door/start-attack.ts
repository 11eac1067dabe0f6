import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pinnedTo } from '../machine.ts';
import type { AttackOrder, AttackState } from './attack-order.ts';

export interface Attack {
  state(): Promise<AttackState>;
  stop(): void;
}

const LOOK_EVERY_MS = 250;
const MOST_MS = 60_000;

/** Resolves when all of it is under way. */
export async function startAttack(order: AttackOrder): Promise<Attack> {
  const [program = '', ...prefix] = pinnedTo('load');
  const file = path.join(import.meta.dirname, 'attackers.js');
  const child = spawn(program, [...prefix, process.execPath, file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const state = async (): Promise<AttackState> => {
    child.send('state');
    const [answer] = await once(child, 'message');
    return answer as AttackState;
  };
  child.send(order);
  const until = performance.now() + MOST_MS;
  for (;;) {
    const { idle, slow } = await state();
    if (idle >= order.idle && slow >= order.slow * 0.95) break;
    if (performance.now() > until)
      throw new Error(`The attack has come to ${idle} idle and ${slow} slow clients only.`);
    await delay(LOOK_EVERY_MS);
  }
  return { state, stop: () => child.disconnect() };
}
