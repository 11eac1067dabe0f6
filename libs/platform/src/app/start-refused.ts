import { MusterError } from '#libs/domain';

/** A role does not start as it is configured; the message tells the operator why and what to do. */
export class StartRefused extends MusterError {
  readonly code = 'start_refused';
}
