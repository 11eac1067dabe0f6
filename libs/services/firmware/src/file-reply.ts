/** Why a request for a file is not fulfilled, for metrics. */
export type RefusalReason =
  | 'notFound'
  | 'wrongMethod'
  | 'badSignature'
  | 'login'
  | 'expired'
  | 'revoked'
  | 'used'
  | 'tooLarge'
  | 'precondition'
  | 'range'
  | 'busy'
  | 'rate'
  | 'failure';

/** The end of a request that is refused. */
export interface Refused {
  readonly status: number;
  readonly reason: RefusalReason;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refused(
  status: number,
  reason: RefusalReason,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Refused {
  return { status, reason, text, headers };
}

export function isRefused(value: object): value is Refused {
  return 'reason' in value && 'text' in value;
}
