import type { CwmpVersion, DeviceIdentity } from '#libs/cwmp';
import type { ConditionType, SyncState } from '../desired/sync.ts';
import type { DataModel } from './data-model.ts';
import type { DeviceId } from './device-id.ts';

/** Times in stored documents are RFC 3339 in UTC with milliseconds: they sort as text. */
export type Timestamp = string;

/** What we hold about a CPE, apart from its parameters (`ReportedStore`) and its commands (`CommandStore`). */
export interface Device {
  readonly id: DeviceId;
  /** Grows by one with every save; 0 before the first. */
  readonly revision: number;
  readonly identity: DeviceIdentity;
  readonly tags: readonly string[];
  /** Business data by operators, such as the plan or the site: profiles select by it and refer to it. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly dataModel: DataModel;
  readonly cwmpVersion: CwmpVersion;
  readonly softwareVersion: string;
  readonly hardwareVersion: string;
  readonly provisioningCode: string;
  /** The key the ACS set last, as the CPE reports it (TR-069 A.3.2.1). */
  readonly parameterKey: string;
  readonly connectionRequestUrl: string;
  /** ManagementServer.AliasBasedAddressing of the last Inform that named it: `[alias]` paths may be sent only then. */
  readonly aliasBasedAddressing: boolean;
  /** What GetRPCMethods answered; absent while unknown. */
  readonly methods?: readonly string[];
  readonly discovery: Discovery;
  /** A set, add or delete was answered with Status 1: committed, applied only after a reboot. */
  readonly rebootPending: boolean;
  /** CWMP attributes the ACS has set and would have to set again after a factory reset. */
  readonly parameterAttributes: readonly DeviceAttribute[];
  /** What is true of how it stands to what is declared for it; empty before that was looked at. */
  readonly conditions: readonly ConditionType[];
  /** Absent before a profile was for it. */
  readonly sync?: SyncState;
  readonly registeredAt: Timestamp;
  /** Kept exactly for sessions with work; for settled ones it lags by up to the presence interval. */
  readonly lastInformAt: Timestamp;
  readonly lastBootAt?: Timestamp;
  readonly lastBootstrapAt?: Timestamp;
  readonly lastInform: LastInform;
}

export interface Discovery {
  readonly state: 'none' | 'running' | 'complete' | 'partial';
  readonly startedAt?: Timestamp;
  readonly completedAt?: Timestamp;
  readonly parameters: number;
  readonly objects: number;
  /** Paths the CPE lists but refuses to read. */
  readonly unreadable: number;
}

export interface DeviceAttribute {
  readonly path: string;
  /** Absent when only the access list was set. */
  readonly notification?: number;
  readonly accessList?: readonly string[];
}

/** Enough of the last handled Inform to recognise that it was sent again, or delivered again by the bus. */
export interface LastInform {
  readonly sessionId: string;
  /** The gateway that had the session. */
  readonly gateway: string;
  readonly eventCodes: readonly string[];
  /** Of the events with their CommandKeys. */
  readonly eventsFingerprint: string;
  /** Of the stable parameters: what the settled mark is made of. */
  readonly fingerprint: string;
  /** Its session may be sent nothing but a login of the device's own. */
  readonly confined?: true;
  /** Of its event: an Inform at or before it was handled already. */
  readonly position: number;
}
