/** URLs of files that are not served any more, by the beginning of their command's CommandKey. A write that resolved is durable. */
export abstract class TransferRevocations {
  /** Until the last URL that it concerns has expired, in milliseconds; a longer time stays. */
  abstract revoke(keyPrefix: string, untilMs: number): Promise<void>;
  /** All that are in force at that time. */
  abstract inForce(nowMs: number): Promise<readonly string[]>;
}
