import type { AcsRequest, CpeResponse } from '#libs/cwmp';
import type { Clock } from '../clock.ts';
import type { Orders } from '../orders.ts';
import type { TransferQueue } from '../transfer-queue.ts';
import type { AttributeTable } from '../tree/attributes.ts';
import type { DeviceTree, Result } from '../tree/device-tree.ts';

/** The parts of a device that RPCs work on. */
export interface DeviceParts {
  readonly tree: DeviceTree;
  readonly attributes: AttributeTable;
  readonly transfers: TransferQueue;
  readonly orders: Orders;
  readonly clock: Clock;
  /** Methods the device does not have. */
  readonly unsupported: readonly AcsRequest['method'][];
  /** Status in the answer to SetParameterValues, AddObject and DeleteObject; 1: applied after a reboot only. */
  readonly writeStatus: 0 | 1;
  /** Status in the answer to Download and Upload; 0: done at once, no TransferComplete follows. */
  readonly transferStatus: 0 | 1;
}

/** Executes the RPC of one method. */
export type Execute<M extends AcsRequest['method']> = (
  device: DeviceParts,
  request: Extract<AcsRequest, { method: M }>,
) => Result<Extract<CpeResponse, { method: `${M}Response` }>>;
