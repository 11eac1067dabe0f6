/** ScheduleInform asks for an Inform after a delay (A.4.1.4). */
export interface ScheduleInform {
  readonly method: 'ScheduleInform';
  /** Seconds, at least 1. */
  readonly delaySeconds: number;
  readonly commandKey: string;
}

export interface ScheduleInformResponse {
  readonly method: 'ScheduleInformResponse';
}
