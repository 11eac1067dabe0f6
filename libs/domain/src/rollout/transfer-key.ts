import { parseRolloutId, type RolloutId } from './rollout-id.ts';

/** Which transfer of which rollout: the same intent has the same CommandKey, however often it is sent. */
export interface TransferIntent {
  readonly rollout: RolloutId;
  /** Of the image path, from 1. */
  readonly step: number;
  /** From 1. */
  readonly attempt: number;
}

/** CommandKey is string(32) (TR-069 A.3.2.8): the limits leave room for the reboot's `.r`. */
export const KEY_LIMITS = { step: 99, attempt: 999_999 } as const;

/** `F.{rollout}.{step}.{attempt}`: told apart from other devices' by the device alone. */
export function transferKey({ rollout, step, attempt }: TransferIntent): string {
  return `F.${rollout}.${step}.${attempt}`;
}

/** Of the Reboot that makes a device run what it was sent. */
export function rebootKey(intent: TransferIntent): string {
  return `${transferKey(intent)}.r`;
}

/** The intent a CommandKey stands for; undefined when it is none of a rollout's. */
export function parseTransferKey(key: string): TransferIntent | undefined {
  const [, id = '', step, attempt] = /^F\.(\w{10})\.([1-9]\d?)\.([1-9]\d{0,5})$/.exec(key) ?? [];
  const rollout = parseRolloutId(id);
  return rollout && { rollout, step: Number(step), attempt: Number(attempt) };
}
