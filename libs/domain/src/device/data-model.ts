/** Which tree a device has: TR-098, TR-181 issue 2, or TR-106/TR-181 issue 1 (`Device:1`). */
export type DataModelKind = 'tr098' | 'tr181' | 'device1' | 'unknown';

export interface DataModel {
  readonly kind: DataModelKind;
  /** Root object with its final dot; empty while unknown. */
  readonly root: 'InternetGatewayDevice.' | 'Device.' | '';
}

export const UNKNOWN_DATA_MODEL: DataModel = { kind: 'unknown', root: '' };

/**
 * Tells the model by the parameters of an Inform: both Device:1 and Device:2 start with `Device.`, but only Device:1
 * has `Device.DeviceSummary` (TR-106), and `RootDataModelVersion` is forced in Device:2 alone (TR-181 2.4).
 */
export function detectDataModel(parameterNames: Iterable<string>): DataModel {
  let device = false;
  for (const name of parameterNames) {
    if (name.startsWith('InternetGatewayDevice.')) return { kind: 'tr098', root: 'InternetGatewayDevice.' };
    if (name === 'Device.DeviceSummary' || name.startsWith('Device.LAN.')) return { kind: 'device1', root: 'Device.' };
    if (name.startsWith('Device.')) device = true;
  }
  return device ? { kind: 'tr181', root: 'Device.' } : UNKNOWN_DATA_MODEL;
}
