import type { Device, DeviceStore, Filter } from '#libs/domain';
import { csvLine } from './csv-line.ts';
import { showCompliance } from './show-sync.ts';

const PAGE = 200;
const HEADER = [
  'deviceId',
  'manufacturer',
  'productClass',
  'softwareVersion',
  'profiles',
  'conditions',
  'conditionsSince',
  'differing',
  'subject',
  'condition',
  'reason',
  'desired',
  'reported',
  'since',
  'declaredBy',
  'detail',
];

/** The devices that are not as declared as a table: a line for each finding, one without for a device that has none. */
export class ExportCompliance {
  readonly #devices: DeviceStore;

  constructor(devices: DeviceStore) {
    this.#devices = devices;
  }

  /** A page of devices at a time, and no further than it is read. With `profile`, only findings of it. */
  async *execute(filter: Filter, signal: AbortSignal, profile?: string): AsyncGenerator<string> {
    let text = csvLine(HEADER);
    let cursor: string | undefined;
    do {
      const query = { filter, sort: 'id', limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const { devices, next } = await this.#devices.list(query);
      yield text + devices.map((device) => linesOf(device, profile)).join('');
      text = '';
      cursor = next;
    } while (cursor !== undefined && !signal.aborted);
  }
}

function linesOf(device: Device, profile: string | undefined): string {
  const { deviceId, model, profiles, conditions, differing, findings } = showCompliance(device, profile);
  const ofDevice = [
    deviceId,
    model.manufacturer,
    model.productClass,
    model.softwareVersion,
    profiles.join(' '),
    conditions.map(({ type }) => type).join(' '),
    conditions.map(({ since }) => since).join(' '),
    String(differing),
  ];
  if (findings.length === 0) return csvLine([...ofDevice, '', '', '', '', '', '', '', '']);
  return findings
    .map(({ subject, condition, reason, desired = '', reported = '', since, source, detail }) => {
      const declaredBy = `${source.profile}@${source.revision}${source.pointer}`;
      return csvLine([...ofDevice, subject, condition, reason, desired, reported, since, declaredBy, detail]);
    })
    .join('');
}
