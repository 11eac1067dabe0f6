import type { RpcCounts } from '../../rpc-counts.ts';
import type { LibraryTime } from '../../time-by-library.ts';

/** First contacts of devices for which a profile is in force: bootstrap, discovery, twenty values set and read back. */
export interface DeclaredContacts {
  readonly on: 'embedded adapters' | 'Kafka, Redis and MongoDB';
  readonly devices: number;
  /** Of each device, as they are. */
  readonly parameters: number;
  readonly perS: number;
  /** CPU time per device of each process, in microseconds, until all of it was worked in. */
  readonly cpuUs: Readonly<Record<string, number>>;
  /** Which of the processes are roles of the ACS. */
  readonly roles: readonly string[];
  /** Of each device, in its first session. */
  readonly rpcs: RpcCounts;
  /** Devices that were as declared after their first session. */
  readonly inSync: number;
  /** Per device, of the main thread of the whole ACS or of provisioning, most first. */
  readonly profile: readonly LibraryTime[];
}

/** CPU time of the roles per device, in microseconds. */
export function rolesUs({ cpuUs, roles }: Pick<DeclaredContacts, 'cpuUs' | 'roles'>): number {
  return roles.reduce((sum, role) => sum + (cpuUs[role] ?? 0), 0);
}

/** First contacts per second that one core takes, all roles. */
export function perCore(contacts: Pick<DeclaredContacts, 'cpuUs' | 'roles'>): number {
  return 1e6 / rolesUs(contacts);
}
