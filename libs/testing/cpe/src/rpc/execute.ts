import type { AcsRequest, CpeResponse } from '#libs/cwmp';
import { done, type Result, refuse } from '../tree/device-tree.ts';
import type { DeviceParts, Execute } from './device-parts.ts';
import * as parameters from './parameters.ts';
import * as transfers from './transfers.ts';

const reboot: Execute<'Reboot'> = ({ orders }, request) => {
  orders.reboots.push(request.commandKey);
  return done({ method: 'RebootResponse' });
};

const factoryReset: Execute<'FactoryReset'> = ({ orders }) => {
  orders.factoryReset = true;
  return done({ method: 'FactoryResetResponse' });
};

const scheduleInform: Execute<'ScheduleInform'> = ({ orders, clock }, { delaySeconds, commandKey }) => {
  if (!(delaySeconds > 0)) return refuse(9003, 'DelaySeconds has to be greater than 0');
  orders.scheduledInforms = [...orders.scheduledInforms, { at: clock.now() + delaySeconds * 1_000, commandKey }];
  return done({ method: 'ScheduleInformResponse' });
};

const changeDuState: Execute<'ChangeDUState'> = ({ orders }, request) => {
  orders.duChanges = [...orders.duChanges, request];
  return done({ method: 'ChangeDUStateResponse' });
};

const getRpcMethods: Execute<'GetRPCMethods'> = ({ unsupported }) =>
  done({
    method: 'GetRPCMethodsResponse',
    methodList: METHODS.filter((method) => !unsupported.includes(method)),
  });

const HANDLERS: { readonly [M in AcsRequest['method']]: Execute<M> } = {
  GetRPCMethods: getRpcMethods,
  SetParameterValues: parameters.setParameterValues,
  GetParameterValues: parameters.getParameterValues,
  GetParameterNames: parameters.getParameterNames,
  SetParameterAttributes: parameters.setParameterAttributes,
  GetParameterAttributes: parameters.getParameterAttributes,
  AddObject: parameters.addObject,
  DeleteObject: parameters.deleteObject,
  Reboot: reboot,
  Download: transfers.download,
  ScheduleDownload: transfers.scheduleDownload,
  Upload: transfers.upload,
  FactoryReset: factoryReset,
  ScheduleInform: scheduleInform,
  GetQueuedTransfers: transfers.getQueuedTransfers,
  GetAllQueuedTransfers: transfers.getAllQueuedTransfers,
  CancelTransfer: transfers.cancelTransfer,
  ChangeDUState: changeDuState,
  SetVouchers: () => done({ method: 'SetVouchersResponse' }),
  GetOptions: parameters.getOptions,
};

/** Every method a device may have, in the order GetRPCMethods lists them. */
export const METHODS = Object.keys(HANDLERS) as readonly AcsRequest['method'][];

/** Executes one RPC of the ACS on a device; what it orders for later is noted, not done. */
export function execute(device: DeviceParts, request: AcsRequest): Result<CpeResponse> {
  if (device.unsupported.includes(request.method)) return refuse(9000, `${request.method} is not supported`);
  // The table is indexed by the request's own method, which the compiler cannot follow.
  const handler = HANDLERS[request.method] as (device: DeviceParts, request: AcsRequest) => Result<CpeResponse>;
  return handler(device, request);
}
