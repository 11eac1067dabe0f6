import { readNumber, readToken } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { XmlElement } from '../xml/element.ts';

/** What DownloadResponse and UploadResponse say. */
export interface TransferStatus {
  readonly status: number;
  readonly startTime: string;
  readonly completeTime: string;
}

export function writeTransferStatus({ status, startTime, completeTime }: TransferStatus): string {
  return writeNumber('Status', status) + writeText('StartTime', startTime) + writeText('CompleteTime', completeTime);
}

export function readTransferStatus(element: XmlElement): TransferStatus {
  return {
    status: readNumber(element, 'Status'),
    startTime: readToken(element, 'StartTime'),
    completeTime: readToken(element, 'CompleteTime'),
  };
}
