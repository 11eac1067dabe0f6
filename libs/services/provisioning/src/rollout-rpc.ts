import {
  type Asked,
  checksOfAsk,
  type ExecutionAsk,
  eventOfAnswer,
  fetchDelayMs,
  isRepeatableAsk,
  type ReadyCommand,
  type RpcAnswer,
  refusal,
  refuseSend,
  requestOfAsk,
  type SendRefusal,
} from '#libs/domain';
import type { DeviceRollout } from './device-rollout.ts';
import type { FilePlaces } from './file-places.ts';
import { isConfigured, rpcOwner } from './rollout-facts.ts';

type FetchAsk = Extract<ExecutionAsk, { readonly image: string }>;

/** After the Reboot of a rollout was answered nothing may follow in its session. */
export function hasRebooted({ execution: { asked }, turn }: DeviceRollout): boolean {
  return asked?.answered === true && asked.ask.sessionId === turn.device.lastInform.sessionId;
}

/** The RPC that the rollout asks for in the session. What needs none is answered on the way. */
export async function rolloutRpc(on: DeviceRollout, places: FilePlaces): Promise<ReadyCommand | undefined> {
  for (let asked = askedNow(on); asked !== undefined; asked = askedNow(on)) {
    const ready = await readyFor(on, asked, places);
    if (ready !== undefined) return ready;
  }
  return undefined;
}

function askedNow({ execution: { asked }, turn }: DeviceRollout): Asked | undefined {
  const isOpen = asked !== undefined && !asked.answered && asked.ask.sessionId === turn.device.lastInform.sessionId;
  return isOpen ? asked : undefined;
}

/** Undefined: it has its answer. */
async function readyFor(
  on: DeviceRollout,
  { ask, number: step }: Asked,
  places: FilePlaces,
): Promise<ReadyCommand | undefined> {
  const checks = checksOfAsk(ask, on.rollout.document);
  const isCheck = ask.do === 'preCheck' || ask.do === 'postCheck';
  if (isCheck && checks.length === 0) return answered(on, ask, NOTHING_READ);
  const place = 'image' in ask ? await placeFor(on, ask, places) : undefined;
  if (place && !place.ok) {
    await on.step({ type: 'notSent', sessionId: ask.sessionId, detail: place.why });
    return undefined;
  }
  const request = requestOfAsk(ask, checks, place);
  if (refusal(request, on.turn.device) !== undefined) return answered(on, ask, NOT_LISTED);
  return { commandId: rpcOwner(on.execution), step, request, idempotent: isRepeatableAsk(ask) };
}

const NOTHING_READ: RpcAnswer = {
  kind: 'response',
  response: { method: 'GetParameterValuesResponse', parameterList: [] },
};
/** As the CPE would say of a method that it does not list. */
const NOT_LISTED: RpcAnswer = { kind: 'declined' };

async function answered(on: DeviceRollout, ask: ExecutionAsk, answer: RpcAnswer): Promise<undefined> {
  await on.step(eventOfAnswer(ask, answer, [], isConfigured(on.turn)));
}

/** Looked at right before the RPC: what was halted or quarantined since the Download was decided on is not sent. */
async function placeFor(on: DeviceRollout, ask: FetchAsk, places: FilePlaces) {
  const refused = refuseSend(on.execution, await on.context());
  if (refused !== undefined) return { ok: false, why: WHY[refused] } as const;
  const { commandKey, image } = ask;
  const { login = 'none' } = on.rollout.document.delivery ?? {};
  return places.ofImage(image, { deviceId: on.turn.device.id, commandKey, login }, fetchDelayMs(ask));
}

const WHY: Readonly<Record<SendRefusal, string>> = {
  notRunning: 'The rollout does not run.',
  notApproved: 'The document of the rollout is not approved.',
  waveClosed: 'The wave is closed.',
  cellClosed: 'The rollout is closed for this model and version.',
  windowClosed: 'The window is closed.',
  tooEarly: 'It is too early to try again.',
  deadline: 'The time of the rollout is over.',
  imageNotReleased: 'The image is not released any more.',
  downgrade: 'The image is older than what the device runs.',
  cancelWanted: 'It is cancelled.',
};
