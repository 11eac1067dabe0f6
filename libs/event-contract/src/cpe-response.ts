import { z } from 'zod';
import { named } from './named.ts';
import { ParameterValue } from './parameter.ts';
import { cpeTime } from './scalars.ts';
import type { ACS_METHODS } from './vocabulary.ts';

type Method = (typeof ACS_METHODS)[number];

function response<const Name extends Method, Shape extends z.ZodRawShape>(method: Name, shape: Shape) {
  return z.object({
    method: z.literal<`${Name}Response`>(`${method}Response`).describe('What was answered.'),
    ...shape,
  });
}

const status = (done: string, later: string) => z.int().describe(`0: ${done}. 1: ${later}.`);
const written = status('applied', 'committed, and applied after a reboot');
const transfer = {
  status: status('the transfer is over', 'a TransferComplete will follow'),
  startTime: cpeTime('When it began.'),
  completeTime: cpeTime('When it ended.'),
};
const queued = {
  commandKey: z.string().describe('Key of the command that asked for it.'),
  state: z.int().describe('1: not started. 2: in progress. 3: completed.'),
};

/** The answers to the RPCs of the ACS, with the members of TR-069 Annex A in camel case. */
export const CpeResponse = named(
  'CpeResponse',
  z
    .discriminatedUnion('method', [
      response('GetRPCMethods', { methodList: z.array(z.string()).describe('Methods of the CPE.') }),
      response('SetParameterValues', { status: written }),
      response('GetParameterValues', { parameterList: z.array(ParameterValue).describe('What was read.') }),
      response('GetParameterNames', {
        parameterList: z
          .array(
            z.object({
              name: z.string().describe('Path; that of an object ends in a dot.'),
              writable: z.boolean().describe('Can be set; of a row: can be deleted; of a table: rows can be added.'),
            }),
          )
          .describe('What there is.'),
      }),
      response('SetParameterAttributes', {}),
      response('GetParameterAttributes', {
        parameterList: z
          .array(
            z.object({
              name: z.string().describe('Full path of the parameter.'),
              notification: z.int().describe('0: off. 1: passive. 2: active. 3–6: lightweight.'),
              accessList: z.array(z.string()).describe('Who besides the ACS may write.'),
            }),
          )
          .describe('Attributes that were read.'),
      }),
      response('AddObject', { instanceNumber: z.int().describe('Number of the new row.'), status: written }),
      response('DeleteObject', { status: written }),
      response('Reboot', {}),
      response('Download', transfer),
      response('ScheduleDownload', {}),
      response('Upload', transfer),
      response('FactoryReset', {}),
      response('ScheduleInform', {}),
      response('GetQueuedTransfers', {
        transferList: z.array(z.object(queued)).describe('Transfers that are queued.'),
      }),
      response('GetAllQueuedTransfers', {
        transferList: z
          .array(
            z.object({
              ...queued,
              isDownload: z.boolean().describe('Towards the CPE.'),
              fileType: z.string().describe('What kind of file, as TR-069 spells it.'),
              fileSize: z.int().describe('Bytes; 0: unknown.'),
              targetFileName: z.string().describe('Name on the CPE; mostly empty.'),
            }),
          )
          .describe('Transfers that are queued.'),
      }),
      response('CancelTransfer', {}),
      response('ChangeDUState', {}),
      response('SetVouchers', {}),
      response('GetOptions', {
        optionList: z
          .array(
            z.object({
              optionName: z.string().describe('Name of the option.'),
              voucherSn: z.string().describe('Serial number of its voucher.'),
              state: z.int().describe('Bit 0: enabled. Bit 1: set up.'),
              mode: z.string().describe('0: off. 1: for a time. 2: for good.'),
              startDate: cpeTime('Enabled since.'),
              expirationDate: cpeTime('Enabled until.').exactOptional(),
              isTransferable: z.boolean().describe('Whether the option can be moved to another device.'),
            }),
          )
          .describe('Options that were set by vouchers.'),
      }),
    ])
    .describe('What the CPE answered to an RPC.'),
);
