import { meter } from '#libs/platform';
import type { RefusalReason } from './file-reply.ts';
import type { TransferSlots } from './transfer-slots.ts';

/** How a transfer ended: all that was asked for is with the CPE; it went away; it was cut here. */
export type TransferEnd = 'complete' | 'aborted' | 'cut';

/** Counters, read when metrics are asked for. */
export class FirmwareMetrics {
  bytesServed = 0;
  bytesReceived = 0;
  readonly downloads: Record<TransferEnd, number> = { complete: 0, aborted: 0, cut: 0 };
  uploads = 0;
  readonly refused = new Map<RefusalReason, number>();
  private readonly dropped = { total: 0, address: 0 };

  constructor(slots: TransferSlots) {
    const firmware = meter('firmware');
    const counter = (
      name: string,
      description: string,
      read: () => readonly (readonly [number, Record<string, string>])[],
    ) =>
      firmware.createObservableCounter(name, { description }).addCallback((result) => {
        for (const [value, labels] of read()) result.observe(value, labels);
      });
    counter('muster_files_bytes_total', 'Bytes of files, by direction as CPEs see it.', () => [
      [this.bytesServed, { direction: 'download' }],
      [this.bytesReceived, { direction: 'upload' }],
    ]);
    counter('muster_files_downloads_total', 'Downloads that ended, by how.', () =>
      Object.entries(this.downloads).map(([end, count]) => [count, { end }] as const),
    );
    counter('muster_files_uploads_total', 'Files that CPEs sent and that were kept.', () => [[this.uploads, {}]]);
    counter('muster_files_refused_total', 'Requests for files that were refused, by reason.', () =>
      [...this.refused].map(([reason, count]) => [count, { reason }] as const),
    );
    counter('muster_files_connections_refused_total', 'Connections closed before anything was read, by reason.', () =>
      Object.entries(this.dropped).map(([reason, count]) => [count, { reason }] as const),
    );
    firmware
      .createObservableGauge('muster_files_transfers', { description: 'Files on their way.' })
      .addCallback((result) => result.observe(slots.size));
  }

  drop(reason: keyof FirmwareMetrics['dropped']): void {
    this.dropped[reason]++;
  }

  refuse(reason: RefusalReason): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }
}
