import { randomBytes } from 'node:crypto';
import {
  ACCESS_TOPIC,
  type AccessStore,
  type CommandSpec,
  type Device,
  type DeviceAccess,
  type DeviceId,
  type EventRecord,
  isLoginList,
  newAccess,
  nextWasSeen,
  type Signals,
  timestamp,
} from '#libs/domain';
import { type Login, openLogin, sealLogin, type Vault } from '#libs/platform';
import { queueOwn } from './queue-own.ts';
import type { Turn } from './turn.ts';

/** 144 bits, in characters that no CPE stumbles over. */
const PASSWORD_BYTES = 18;
const MAX_USERNAME = 256;
/** After that the CPE calls again, with the login it was given. */
const CALL_AGAIN_S = 10;

/**
 * Gives devices logins of their own. The new one is kept before it is sent, and both work until the new one was seen: however
 * it ends, with a crash here or a power cut there, the device can log in.
 */
export class GiveLogin {
  constructor(
    private readonly store: AccessStore,
    private readonly vault: Vault,
    private readonly signals: Signals,
  ) {}

  /** `known` is the device before the event. Handling an event again does nothing new. */
  async workIn(turn: Turn, event: EventRecord, known: Device | undefined): Promise<void> {
    if (event.type === 'device.informed') await this.informed(turn, event, known);
    else if (turn.device.lastInform.confined && turn.finished.some(isLoginGiven)) {
      queueOwn(turn, { kind: 'scheduleInform', delaySeconds: CALL_AGAIN_S }, event.time);
    }
  }

  private async informed(
    turn: Turn,
    event: Extract<EventRecord, { type: 'device.informed' }>,
    known: Device | undefined,
  ): Promise<void> {
    const { proof } = event.data.login ?? {};
    const isRepeat = known !== undefined && event.position <= known.lastInform.position;
    if (proof === 'next') await this.taken(turn);
    const { root } = turn.device.dataModel;
    if (proof !== 'shared' || isRepeat || root === '') return;
    if (turn.open().some(({ spec }) => isLoginSpec(spec))) return;
    const login = await this.prepared(turn);
    const value = (name: string, text: string) => ({
      name: `${root}ManagementServer.${name}`,
      value: text,
      type: 'string' as const,
    });
    const values = [value('Username', login.username), value('Password', login.password)];
    queueOwn(turn, { kind: 'set', values }, event.time);
  }

  /** The device has logged in with what it was given: what it had before is worth nothing any more. */
  private async taken(turn: Turn): Promise<void> {
    const access = await this.store.get(turn.device.id);
    if (access?.next === undefined) return;
    await this.save(nextWasSeen(access));
    const data = { change: 'login_taken', by: 'device' } as const;
    turn.announce({ type: 'security.access.changed', data }, `${turn.cause.id}:loginTaken`);
  }

  /** The same however often it is asked for, until it was seen. */
  private async prepared(turn: Turn): Promise<Login> {
    const { id } = turn.device;
    const access = (await this.store.get(id)) ?? newAccess(id, 'admitted');
    if (access.next !== undefined) return openLogin(this.vault, id, access.next);
    const login = { username: id.slice(0, MAX_USERNAME), password: randomBytes(PASSWORD_BYTES).toString('base64url') };
    await this.save({ ...access, next: sealLogin(this.vault, id, login, timestamp(turn.nowMs)) });
    const data = { change: 'login_prepared', by: 'rule' } as const;
    turn.announce({ type: 'security.access.changed', data }, `${turn.cause.id}:loginPrepared`);
    return login;
  }

  private async save(access: DeviceAccess): Promise<void> {
    await this.store.save(access);
    await tellGateways(this.signals, access.deviceId);
  }
}

/** Best effort: they look it up anew when a login is wrong. */
export async function tellGateways(signals: Signals, deviceId: DeviceId): Promise<void> {
  await signals.send(ACCESS_TOPIC, deviceId).catch(() => undefined);
}

function isLoginGiven({ command, outcome }: Turn['finished'][number]): boolean {
  return outcome.status === 'completed' && isLoginSpec(command.spec);
}

export function isLoginSpec(spec: CommandSpec): boolean {
  return spec.kind === 'set' && isLoginList(spec.values);
}
