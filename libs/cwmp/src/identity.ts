/** DeviceIdStruct (TR-069 A.3.3.1): who the CPE says it is. OUI is upper-cased on reading; the rest is verbatim. */
export interface DeviceIdentity {
  readonly manufacturer: string;
  readonly oui: string;
  readonly productClass: string;
  readonly serialNumber: string;
}
