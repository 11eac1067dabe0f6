import { z } from 'zod';
import type { EventTable } from './event-table.ts';
import { FaultStruct } from './fault.ts';
import { cpeTime, SessionId } from './scalars.ts';

const FileType = z.string().describe('What kind of file, as TR-069 spells it: `1 Firmware Upgrade Image`, ….');

const CommandKey = z.string().describe('Key of the command that the transfer is for.');

const fetchedImage = {
  commandKey: CommandKey,
  image: z.string().describe('SHA-256 of the image.'),
  from: z.int().describe('First byte that was asked for.'),
  size: z.int().describe('Bytes of the whole image.'),
};

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
  'transfer.unsolicited': {
    summary: 'A CPE told of a transfer that nobody here knows.',
    detail:
      'TransferComplete with a CommandKey that no command and no rollout has on this device: of another ACS, or of before the data was lost. It was answered, so that the CPE does not tell it for ever.',
    senders: ['provisioning'],
    schema: z.object({
      sessionId: SessionId,
      commandKey: z.string().describe('The key that the CPE told.'),
      faultCode: z.int().describe('0: it worked.'),
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
  'download.started': {
    summary: 'A CPE began to fetch an image.',
    detail: 'It asked the file server for the image from its first byte. A CPE that begins anew is told of anew.',
    senders: ['firmware'],
    schema: z.object(fetchedImage),
  },
  'download.ended': {
    summary: 'A CPE has fetched an image, or stopped doing so.',
    detail:
      'The last byte of the image was sent, or the connection ended before all that was asked for was. What the CPE makes of it is told by `transfer.completed` and by the version it reports.',
    senders: ['firmware'],
    schema: z.object({
      ...fetchedImage,
      bytes: z.int().describe('Bytes that were sent in this request.'),
      total: z
        .int()
        .exactOptional()
        .describe(
          'Bytes that the device was sent for this command in all, also in earlier requests and by other processes. Absent where it could not be counted.',
        ),
      how: z
        .enum(['complete', 'aborted', 'cut'])
        .describe('`complete`: all that was asked for was sent. `aborted`: the CPE went away. `cut`: Muster ended it.'),
      durationMs: z.int().describe('From the request to its end, in milliseconds.'),
    }),
  },
  'file.received': {
    summary: 'A CPE sent a file.',
    detail: 'The file that a command of kind `upload` asked for is kept.',
    senders: ['firmware'],
    schema: z.object({
      commandId: z.string().describe('The command.'),
      commandKey: CommandKey,
      fileType: FileType,
      size: z.int().describe('Bytes.'),
      sha256: z.string().describe('SHA-256 of the file in hexadecimal.'),
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
