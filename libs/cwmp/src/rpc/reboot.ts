/** Reboot reboots the CPE after the session (A.3.2.9). Not idempotent. */
export interface Reboot {
  readonly method: 'Reboot';
  readonly commandKey: string;
}

export interface RebootResponse {
  readonly method: 'RebootResponse';
}
