import { dateTime, UNKNOWN_TIME } from '../clock.ts';
import { done, type Refusal, refuse } from '../tree/device-tree.ts';
import type { DeviceParts, Execute } from './device-parts.ts';

/** Refuses what no transfer can do (A.3.2.8): credentials in the URL, an unknown protocol, a full queue. */
function transferRefusal({ transfers }: DeviceParts, url: string): Refusal | undefined {
  const parsed = URL.parse(url);
  if (!parsed) return { faultCode: 9003, faultString: 'Invalid URL' };
  if (parsed.username !== '' || parsed.password !== '')
    return { faultCode: 9003, faultString: 'Credentials in the URL' };
  if (!/^https?:$/.test(parsed.protocol)) return { faultCode: 9013, faultString: `No transfer by ${parsed.protocol}` };
  return transfers.isFull ? { faultCode: 9004, faultString: 'Too many transfers' } : undefined;
}

/** Status 1 means "later", with both times unknown; 0 means done. */
function answerOf(device: DeviceParts): {
  readonly status: number;
  readonly startTime: string;
  readonly completeTime: string;
} {
  const time = device.transferStatus === 1 ? UNKNOWN_TIME : dateTime(device.clock.now());
  return { status: device.transferStatus, startTime: time, completeTime: time };
}

export const download: Execute<'Download'> = (device, request) => {
  const refusal = transferRefusal(device, request.url);
  if (refusal) return { ok: false, refusal };
  if (device.transferStatus === 1) device.transfers.add(request, device.clock.now() + request.delaySeconds * 1_000);
  return done({ method: 'DownloadResponse', ...answerOf(device) });
};

export const upload: Execute<'Upload'> = (device, request) => {
  const refusal = transferRefusal(device, request.url);
  if (refusal) return { ok: false, refusal };
  if (device.transferStatus === 1) device.transfers.add(request, device.clock.now() + request.delaySeconds * 1_000);
  return done({ method: 'UploadResponse', ...answerOf(device) });
};

export const scheduleDownload: Execute<'ScheduleDownload'> = (device, request) => {
  const refusal = transferRefusal(device, request.url);
  if (refusal) return { ok: false, refusal };
  const [first, second, ...more] = request.timeWindowList;
  const isOrdered = first !== undefined && first.windowStart < first.windowEnd;
  const follows = !second || !first || (first.windowEnd <= second.windowStart && second.windowStart < second.windowEnd);
  if (!isOrdered || !follows || more.length > 0) return refuse(9003, 'Time windows overlap or are out of order');
  device.transfers.add(request, device.clock.now() + first.windowStart * 1_000);
  return done({ method: 'ScheduleDownloadResponse' });
};

export const cancelTransfer: Execute<'CancelTransfer'> = ({ transfers }, request) =>
  transfers.cancel(request.commandKey)
    ? done({ method: 'CancelTransferResponse' })
    : refuse(9021, 'The transfer has started already');

export const getAllQueuedTransfers: Execute<'GetAllQueuedTransfers'> = ({ transfers }) =>
  done({ method: 'GetAllQueuedTransfersResponse', transferList: transfers.list() });

export const getQueuedTransfers: Execute<'GetQueuedTransfers'> = ({ transfers }) =>
  done({
    method: 'GetQueuedTransfersResponse',
    transferList: transfers.list().map(({ commandKey, state }) => ({ commandKey, state })),
  });
