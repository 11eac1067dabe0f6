import type { ConformanceCase } from './conformance-case.ts';

/** What a CPE says or an operator asks for, and what Muster does: the part about commands and what follows from them. */
export const commandCases: readonly ConformanceCase[] = [
  {
    number: 37,
    stimulus: 'An empty POST while two commands are queued',
    answer: 'One request under an ID of its own; the second one only after the response to the first',
  },
  {
    number: 38,
    stimulus: 'TransferComplete right after the InformResponse, before the empty POST',
    answer: 'TransferCompleteResponse and no request; the queued commands go out at the empty POST',
  },
  { number: 39, stimulus: 'Two TransferCompletes in one session', answer: 'Both acknowledged, in their order' },
  { number: 40, stimulus: 'TransferComplete with an unknown CommandKey', answer: 'Acknowledged and kept as an event' },
  {
    number: 41,
    stimulus: 'The same TransferComplete again in the next session',
    answer: 'Acknowledged; the outcome of the command stays',
  },
  {
    number: 42,
    stimulus: 'TransferComplete with fault 9018',
    answer: 'The command fails with that fault; after the third in a rollout it is halted, and its image quarantined',
  },
  { number: 43, stimulus: 'AutonomousTransferComplete', answer: 'AutonomousTransferCompleteResponse' },
  {
    number: 44,
    stimulus: 'DUStateChangeComplete in which one operation succeeded and one failed',
    answer: 'DUStateChangeCompleteResponse; the result of each operation is kept',
  },
  { number: 45, stimulus: 'AutonomousDUStateChangeComplete', answer: 'AutonomousDUStateChangeCompleteResponse' },
  {
    number: 46,
    stimulus: 'RequestDownload without arguments',
    answer: 'RequestDownloadResponse; the request is kept as an event',
  },
  {
    number: 47,
    stimulus: 'Kicked with any Next',
    answer: 'KickedResponse whose NextURL is Next if that is allowed, else the default URL',
  },
  { number: 48, stimulus: 'GetRPCMethods from the CPE', answer: 'The methods that a CPE may call, all of them' },
  {
    number: 49,
    stimulus: 'A request of the CPE that no standard knows',
    answer: 'HTTP 200 with fault 8000 under the same ID; the session goes on',
  },
  {
    number: 50,
    stimulus: 'Fault 9005 in answer to a request',
    answer: 'The command fails with the fault; the next one is sent in the same session',
  },
  {
    number: 51,
    stimulus: 'A response under a wrong ID, or one of another method than the request',
    answer: 'The session is broken off; the command is queued again',
  },
  { number: 52, stimulus: 'A response although nothing was asked', answer: 'HTTP 400; the session is broken off' },
  {
    number: 53,
    stimulus: 'SetParameterValues refused with three SetParameterValuesFaults',
    answer: 'The outcome shows all three; the known values stay as they were',
  },
  {
    number: 54,
    stimulus: 'SetParameterValuesResponse with Status 1',
    answer: 'The command is completed, the device has a reboot pending, and nothing is sent again',
  },
  {
    number: 55,
    stimulus: 'A value with <, &, quotes and blanks to set; a CPE whose parameter names have them',
    answer: 'Well-formed XML that means exactly that text, with the right count in arrayType',
  },
  {
    number: 56,
    stimulus: 'Values to set without a type, for a boolean, an int and a dateTime',
    answer: 'xsi:type as the CPE reported it',
  },
  {
    number: 57,
    stimulus: 'Values to set, of which two have the same name',
    answer: 'Refused when it is asked for, with the name; nothing is sent',
  },
  {
    number: 58,
    stimulus: 'The connection breaks before the answer to AddObject',
    answer:
      'The next session lists the table before anything else: a new row is adopted, and only a missing one is added',
  },
  {
    number: 59,
    stimulus: 'AddObjectResponse with InstanceNumber 42',
    answer: 'The row is kept as 42, and the values are set in 42',
  },
  { number: 60, stimulus: 'DeleteObject of a row that is not there (9005)', answer: 'The command is completed' },
  {
    number: 61,
    stimulus: 'First contact with an Inform that does not tell the root object',
    answer: 'GetParameterNames of the empty path with NextLevel; the root is learnt from its answer',
  },
  {
    number: 62,
    stimulus: 'GetParameterNames of a table with NextLevel',
    answer: 'Its rows are known, with whether they can be deleted',
  },
  {
    number: 63,
    stimulus: 'A hidden password reads as the empty string',
    answer: 'What is declared for it stays, is not compared with that, and is not sent again',
  },
  {
    number: 64,
    stimulus: 'GetParameterValues refused with 9004',
    answer: 'Smaller requests, until all is read',
  },
  {
    number: 65,
    stimulus: 'Attributes to set with NotificationChange false',
    answer: 'Notification is still a number, AccessList still an array',
  },
  {
    number: 66,
    stimulus: 'Notification 5 for a CPE that speaks CWMP 1.2',
    answer: 'Refused when it is asked for; nothing is sent',
  },
  {
    number: 68,
    stimulus: 'A download, of a URL and of an image',
    answer:
      'Download with all ten arguments in their order; a URL of more than 256 characters is refused when it is asked for',
  },
  { number: 69, stimulus: 'DownloadResponse with Status 0', answer: 'Done; no TransferComplete is awaited' },
  {
    number: 70,
    stimulus: 'Status 1 and a reboot, then `1 BOOT`, `7 TRANSFER COMPLETE` and `M Download` in one Inform',
    answer:
      'The transfer is known by its CommandKey, and the new SoftwareVersion is told; a rollout counts that as success, not the transfer',
  },
  {
    number: 71,
    stimulus: 'A Download that is not answered, and one that never ends',
    answer: 'GetAllQueuedTransfers tells whether it was begun; it fails when its time is over',
  },
  {
    number: 72,
    stimulus: 'A file sent with PUT in chunks and digest; with a wrong password; to a URL for another command',
    answer: '201, kept under its command alone; 401; 403',
  },
  {
    number: 73,
    stimulus: 'Requests to the file server with paths that lead out, escaped or not, or with credentials in the URL',
    answer: '400, 403 or 404; nothing is told or served',
  },
  {
    number: 74,
    stimulus: 'A reboot with another command behind it',
    answer: 'Reboot is the last request of its session; `1 BOOT` with `M Reboot` completes it',
  },
  {
    number: 75,
    stimulus: 'A factory reset, then `0 BOOTSTRAP`',
    answer:
      'The device is discovered anew, and the attributes that were set through Muster and all that is declared, such as credentials for connection requests, are set again',
  },
  {
    number: 76,
    stimulus: '`0 BOOTSTRAP`, `1 BOOT`, `2 PERIODIC` and `4 VALUE CHANGE` in one Inform',
    answer: 'Each has its effect, once',
  },
  {
    number: 77,
    stimulus: 'ScheduleInform with DelaySeconds 0, and with 60',
    answer: '0 is refused when it is asked for; with 60, `3 SCHEDULED` with `M ScheduleInform` completes it',
  },
  {
    number: 79,
    stimulus: 'A command that needs a method which the CPE does not list',
    answer: 'Refused when it is asked for, or failed with the name of the method; nothing is sent',
  },
  {
    number: 102,
    stimulus: 'The same capability declared for a TR-098 and a TR-181 device',
    answer: 'Each gets it at the path of its data model, with the same outcome',
  },
  {
    number: 104,
    stimulus: 'A path with [alias] for a CPE without AliasBasedAddressing',
    answer: 'Refused when it is asked for; never sent',
  },
  {
    number: 105,
    stimulus: 'A path with * for a CPE without InstanceWildcardsSupported',
    answer: 'Refused when it is asked for; never sent',
  },
  {
    number: 116,
    stimulus: 'A CPE with ScheduleDownload in a rollout that is delivered so, outside of its windows',
    answer: 'ScheduleDownload with its next two windows; `7 TRANSFER COMPLETE` with `M ScheduleDownload` ends it',
  },
];
