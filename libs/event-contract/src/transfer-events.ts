import { z } from 'zod';
import type { EventTable } from './event-table.ts';
import { FaultStruct } from './fault.ts';
import { cpeTime, SessionId } from './scalars.ts';

const FileType = z.string().describe('What kind of file, as TR-069 spells it: `1 Firmware Upgrade Image`, ….');

export const transferEvents = {
  'transfer.completed': {
    summary: 'A download or upload has ended.',
    detail:
      'The CPE sent TransferComplete or, when it transferred something unasked, AutonomousTransferComplete (TR-069 A.3.3.2, A.3.3.3).',
    senders: ['gateway'],
    schema: z.object({
      sessionId: SessionId,
      commandKey: z
        .string()
        .exactOptional()
        .describe('Key of the command that asked for it. Absent for a transfer that nobody asked for.'),
      fault: FaultStruct,
      startTime: cpeTime('When it began.'),
      completeTime: cpeTime('When it ended.'),
      autonomous: z
        .object({
          announceUrl: z.string().describe('Where the CPE heard of the file.'),
          transferUrl: z.string().describe('Where it was fetched or put.'),
          isDownload: z.boolean().describe('Towards the CPE.'),
          fileType: FileType,
          fileSize: z.int().describe('Bytes; 0: unknown.'),
          targetFileName: z.string().describe('Name on the CPE; mostly empty.'),
        })
        .exactOptional()
        .describe('What was transferred, when nobody asked for it.'),
    }),
  },
  'download.requested': {
    summary: 'The CPE asks for a file.',
    detail: 'The CPE sent RequestDownload (TR-069 A.4.2.2).',
    senders: ['gateway'],
    schema: z.object({
      sessionId: SessionId,
      fileType: FileType,
      args: z
        .array(z.object({ name: z.string().describe('Name.'), value: z.string().describe('Value.') }))
        .describe('What else the CPE says about it.'),
    }),
  },
  'du.changed': {
    summary: 'Software modules were installed, updated or removed.',
    detail:
      'The CPE sent DUStateChangeComplete or AutonomousDUStateChangeComplete (TR-069 A.4.2.3, A.4.2.4); also when it failed.',
    senders: ['gateway'],
    schema: z.object({
      sessionId: SessionId,
      commandKey: z
        .string()
        .exactOptional()
        .describe('Key of the command that asked for it. Absent for a change that nobody asked for.'),
      results: z
        .array(
          z.object({
            uuid: z.string().describe('UUID of the module.'),
            deploymentUnitRef: z.string().describe('Path of the module in the data model.'),
            version: z.string().describe('Version of the module.'),
            currentState: z.string().describe('`Installed`, `Uninstalled` or `Failed`.'),
            resolved: z.boolean().describe('Whether all that the module needs is there.'),
            executionUnitRefList: z.string().describe('Paths of its execution units, comma-separated.'),
            startTime: cpeTime('When it began.'),
            completeTime: cpeTime('When it ended.'),
            fault: FaultStruct,
            operationPerformed: z
              .string()
              .exactOptional()
              .describe('`Install`, `Update` or `Uninstall`; only of a change that nobody asked for.'),
          }),
        )
        .describe('One entry for each module.'),
    }),
  },
} as const satisfies EventTable;
