import { type CwmpVersion, EVENT, type ParameterValue } from '#libs/cwmp';
import {
  type Device,
  type DeviceEventRecord,
  type DeviceId,
  type DeviceInformed,
  detectDataModel,
  eventsFingerprint,
  type Timestamp,
  UNKNOWN_DATA_MODEL,
} from '#libs/domain';

export type Informed = Extract<DeviceEventRecord, { type: 'device.informed' }>;

/** What an Inform says about a device, apart from its parameters. */
export interface InformReading {
  readonly device: Device;
  readonly isNew: boolean;
  /**
   * The same Inform again, because the CPE did not see the session through (RetryCount > 0, same events, same values):
   * what it announces was taken note of already.
   */
  readonly isRepeat: boolean;
  readonly bootstrapped: boolean;
  readonly booted: boolean;
  /** The software version before, when it changed. */
  readonly previousVersion?: string;
}

/** The document after an Inform; `known` is the one before. Pure. */
export function deviceFromInform(
  known: Device | undefined,
  { deviceId: id, data: inform, time: at, position }: Informed,
): InformReading {
  const parameters = inform.parameters ?? [];
  const codes = inform.events.map(({ eventCode }) => eventCode);
  const lastInform = {
    sessionId: inform.sessionId,
    gateway: inform.gateway,
    eventCodes: codes,
    eventsFingerprint: eventsFingerprint(inform.events),
    fingerprint: inform.fingerprint ?? '',
    ...(inform.login?.confined && { confined: true as const }),
    position,
  };
  const isRepeat =
    known !== undefined &&
    inform.retryCount > 0 &&
    known.lastInform.eventsFingerprint === lastInform.eventsFingerprint &&
    known.lastInform.fingerprint === lastInform.fingerprint;
  const bootstrapped = codes.includes(EVENT.bootstrap) && !isRepeat;
  const booted = (codes.includes(EVENT.boot) || codes.includes(EVENT.bootstrap)) && !isRepeat;
  const before = known ?? firstContact(id, inform, at);
  const reported = reportedFields(before, parameters, inform.version ?? before.cwmpVersion);
  const versionChanged =
    known !== undefined && known.softwareVersion !== '' && known.softwareVersion !== reported.softwareVersion;
  const device: Device = {
    ...before,
    ...reported,
    ...(bootstrapped ? { lastBootstrapAt: at } : {}),
    ...(booted ? { lastBootAt: at, rebootPending: false } : {}),
    identity: inform.identity,
    lastInformAt: at,
    lastInform,
  };
  return {
    device: bootstrapped || versionChanged ? undiscovered(device, bootstrapped) : device,
    isNew: known === undefined,
    isRepeat,
    bootstrapped,
    booted,
    ...(versionChanged ? { previousVersion: known.softwareVersion } : {}),
  };
}

function firstContact(id: DeviceId, inform: DeviceInformed, at: Timestamp): Device {
  return {
    id,
    revision: 0,
    identity: inform.identity,
    tags: [],
    dataModel: UNKNOWN_DATA_MODEL,
    cwmpVersion: '1.0',
    softwareVersion: '',
    hardwareVersion: '',
    provisioningCode: '',
    parameterKey: '',
    connectionRequestUrl: '',
    aliasBasedAddressing: false,
    discovery: { state: 'none', parameters: 0, objects: 0, unreadable: 0 },
    rebootPending: false,
    attributes: {},
    parameterAttributes: [],
    conditions: [],
    registeredAt: at,
    lastInformAt: at,
    lastInform: { sessionId: '', gateway: '', eventCodes: [], eventsFingerprint: '', fingerprint: '', position: 0 },
  };
}

/** A new tree, or a wiped one: which methods and parameters there are must be learnt again. */
function undiscovered(device: Device, wiped: boolean): Device {
  const { methods: _, ...rest } = device;
  const { startedAt: __, completedAt: ___, ...discovery } = device.discovery;
  return {
    ...rest,
    discovery: { ...discovery, state: 'none', ...(wiped ? { parameters: 0, objects: 0, unreadable: 0 } : {}) },
  };
}

function reportedFields(before: Device, parameters: readonly ParameterValue[], cwmpVersion: CwmpVersion) {
  const model = detectDataModel(parameters.map(({ name }) => name));
  const dataModel = model.kind === 'unknown' ? before.dataModel : model;
  const value = (suffix: string) => parameters.find(({ name }) => name === dataModel.root + suffix)?.value;
  const alias = value('ManagementServer.AliasBasedAddressing');
  return {
    dataModel,
    cwmpVersion,
    softwareVersion: value('DeviceInfo.SoftwareVersion') ?? before.softwareVersion,
    hardwareVersion: value('DeviceInfo.HardwareVersion') ?? before.hardwareVersion,
    provisioningCode: value('DeviceInfo.ProvisioningCode') ?? before.provisioningCode,
    parameterKey: value('ManagementServer.ParameterKey') ?? before.parameterKey,
    connectionRequestUrl: value('ManagementServer.ConnectionRequestURL') ?? before.connectionRequestUrl,
    aliasBasedAddressing: alias === undefined ? before.aliasBasedAddressing : alias === '1' || alias === 'true',
  };
}
