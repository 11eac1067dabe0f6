/** TimeWindowStruct: seconds are counted from the receipt of the request. */
export interface TimeWindow {
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly windowMode: string;
  readonly userMessage: string;
  readonly maxRetries: number;
}

/** ScheduleDownload has the CPE fetch a file in one of two time windows (A.4.1.8). */
export interface ScheduleDownload {
  readonly method: 'ScheduleDownload';
  readonly commandKey: string;
  readonly fileType: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly fileSize: number;
  readonly targetFileName: string;
  readonly timeWindowList: readonly TimeWindow[];
}

export interface ScheduleDownloadResponse {
  readonly method: 'ScheduleDownloadResponse';
}
