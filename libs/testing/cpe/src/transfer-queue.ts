import type { AllQueuedTransfer, Download, ScheduleDownload, Upload } from '#libs/cwmp';

/** A file transfer the ACS has asked for. */
export interface Transfer {
  readonly request: Download | Upload | ScheduleDownload;
  /** When it starts, milliseconds since 1970. */
  readonly dueAt: number;
  readonly isRunning: boolean;
}

/** The transfers that are not finished yet, in the order they were asked for. */
export class TransferQueue {
  #transfers: readonly Transfer[] = [];

  add(request: Transfer['request'], dueAt: number): void {
    this.#transfers = [...this.#transfers, { request, dueAt, isRunning: false }];
  }

  clear(): void {
    this.#transfers = [];
  }

  get isFull(): boolean {
    return this.#transfers.length >= 16;
  }

  /** The earliest start of a transfer that has not started. */
  get nextDueAt(): number {
    return Math.min(...this.#transfers.filter((each) => !each.isRunning).map((each) => each.dueAt));
  }

  /** Starts what is due and says what that is. */
  start(now: number): readonly Transfer[] {
    const due = this.#transfers.filter((each) => !each.isRunning && each.dueAt <= now);
    this.#transfers = this.#transfers.map((each) => (due.includes(each) ? { ...each, isRunning: true } : each));
    return due;
  }

  /** Takes a transfer out, the oldest if a CommandKey was used twice. */
  finish(commandKey: string): Transfer | undefined {
    const found = this.#transfers.find((each) => each.request.commandKey === commandKey);
    this.#transfers = this.#transfers.filter((each) => each !== found);
    return found;
  }

  /** CancelTransfer (A.4.1.9): false if one of that key is running already. */
  cancel(commandKey: string): boolean {
    const isMeant = (each: Transfer): boolean => each.request.commandKey === commandKey;
    if (this.#transfers.some((each) => isMeant(each) && each.isRunning)) return false;
    this.#transfers = this.#transfers.filter((each) => !isMeant(each));
    return true;
  }

  /** What GetAllQueuedTransfers lists. */
  list(): readonly AllQueuedTransfer[] {
    return this.#transfers.map(({ request, isRunning }) => ({
      commandKey: request.commandKey,
      state: isRunning ? 2 : 1,
      isDownload: request.method !== 'Upload',
      fileType: request.fileType,
      fileSize: request.method === 'Upload' ? 0 : request.fileSize,
      targetFileName: request.method === 'Upload' ? '' : request.targetFileName,
    }));
  }
}
