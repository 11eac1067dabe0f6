import { MusterError } from '#libs/domain';

/** The event is more than the topic takes; it will be the next time too. */
export class EventTooLarge extends MusterError {
  readonly code = 'event_too_large';

  constructor(bytes: number, limit: number) {
    super(`The event has ${bytes} bytes, of which a topic takes ${limit}.`);
  }
}
