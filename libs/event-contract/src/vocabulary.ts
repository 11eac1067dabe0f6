/** Words that events and the API share. New ones may be added: readers ignore what they don't know. */
export const COMMAND_KINDS = [
  'get',
  'set',
  'setAttributes',
  'add',
  'delete',
  'refresh',
  'reboot',
  'factoryReset',
  'download',
  'upload',
  'scheduleInform',
  'getRpcMethods',
  'rpc',
  'discover',
  'reconcile',
] as const;

/** What operators say about a device. */
export const DECLARED_PARTS = ['tags', 'attributes', 'secrets'] as const;

/** How a device may stand to what is declared for it. */
export const CONDITIONS = [
  'InSync',
  'Reconciling',
  'Degraded',
  'Drifted',
  'Contested',
  'RebootPending',
  'Unreachable',
  'ConfigConflict',
  'AmbiguousInstance',
] as const;

export const FAILURE_REASONS = [
  'cpe_fault',
  'not_supported',
  'invalid',
  'outcome_unknown',
  'timed_out',
  'transfer_failed',
  'internal',
] as const;

/** XML Schema types of values, as CWMP sends them in xsi:type (TR-106 §3.2). */
export const VALUE_TYPES = [
  'string',
  'int',
  'unsignedInt',
  'long',
  'unsignedLong',
  'boolean',
  'dateTime',
  'base64',
  'hexBinary',
] as const;

/** RPCs of the ACS (TR-069 Annex A). */
export const ACS_METHODS = [
  'GetRPCMethods',
  'SetParameterValues',
  'GetParameterValues',
  'GetParameterNames',
  'SetParameterAttributes',
  'GetParameterAttributes',
  'AddObject',
  'DeleteObject',
  'Reboot',
  'Download',
  'ScheduleDownload',
  'Upload',
  'FactoryReset',
  'ScheduleInform',
  'GetQueuedTransfers',
  'GetAllQueuedTransfers',
  'CancelTransfer',
  'ChangeDUState',
  'SetVouchers',
  'GetOptions',
] as const;

export const CWMP_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;

/** What a session has proved. */
export const PROOFS = ['own', 'next', 'shared', 'certificate', 'none'] as const;

export const LOGIN_FAILURES = ['wrong_login', 'other_device', 'replayed', 'not_admitted'] as const;

export const DOUBLE_EVIDENCE = ['went_on', 'again'] as const;

export const ACCESS_CHANGES = [
  'quarantined',
  'admitted',
  'refused',
  'login_set',
  'login_prepared',
  'login_taken',
  'removed',
] as const;

/** How a rollout stands on one device. */
export const EXECUTION_STATES = [
  'eligible',
  'scheduled',
  'notified',
  'admitted',
  'sending',
  'unknownSent',
  'transferring',
  'transferred',
  'rebooting',
  'verifying',
  'soaking',
  'waitingRetry',
  'succeeded',
  'failed',
  'timedOut',
  'skipped',
  'cancelled',
  'superseded',
] as const;

/** Why a rollout ended so on a device. */
export const EXECUTION_REASONS = [
  'already',
  'incompatible',
  'downgrade',
  'notReleased',
  'fault',
  'unsupported',
  'rebootNoTransfer',
  'reverted',
  'unexpectedVersion',
  'notApplied',
  'postCheck',
  'unhealthy',
  'silent',
  'deadline',
  'outsideWindow',
  'cancelled',
  'halted',
  'priority',
] as const;

/** What was seen of a device since it was sent an image. */
export const EVIDENCE = ['transferComplete', 'boot', 'version', 'configLost', 'late'] as const;

export const ROLLOUT_PHASES = [
  'draft',
  'awaitingApproval',
  'ready',
  'running',
  'paused',
  'halted',
  'completed',
  'cancelled',
  'expired',
] as const;

/** What is told of a rollout: what somebody, or a rule, did, or what became of it. */
export const ROLLOUT_CHANGES = [
  'create',
  'submit',
  'approve',
  'reject',
  'edit',
  'start',
  'pause',
  'halt',
  'resume',
  'cancel',
  'complete',
  'expire',
  'openGate',
  'lowerCap',
  'wave',
  'closeCell',
] as const;

export const IMAGE_STATES = ['draft', 'released', 'quarantined'] as const;

export const WAVE_STATES = ['pending', 'running', 'soaking', 'passed', 'failed', 'stalled'] as const;
