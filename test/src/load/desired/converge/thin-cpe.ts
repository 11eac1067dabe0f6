import { CpeTree } from '../../../harness/scripted-cpe/cpe-tree.ts';
import { envelope, fault, type Identity, inform } from '../../../harness/scripted-cpe/envelopes.ts';
import { FACTORY, FORCED_VALUES } from '../../../harness/scripted-cpe/factory-settings.ts';
import { replyOptions } from '../../../harness/scripted-cpe/scripted-cpe.ts';
import { treeRpc } from '../../../harness/scripted-cpe/tree-rpcs.ts';
import { NTP_SERVERS } from '../declared.ts';
import { lightMessage } from './light-message.ts';

const INFORMED = FORCED_VALUES.map(([name]) => name);

/** A CPE that is little more than a handful of values: thousands of them fit beside an ACS on one machine. */
export class ThinCpe {
  readonly serial: string;
  readonly tree = new CpeTree([...FACTORY, ...NTP_SERVERS.map((name) => [name, ''] as const)]);
  /** The methods of the RPCs it carried out, in order. */
  readonly rpcs: string[] = [];

  constructor(serial: string) {
    this.serial = serial;
  }

  /** Is as the ACS left another one. */
  takeAfter({ tree }: ThinCpe): void {
    for (const [name, { value, type, writable }] of tree.leaves) this.tree.put(name, value, type, writable);
  }

  /** As `SmallCpe` would send it. */
  inform(events: readonly string[], retryCount = 0): string {
    const identity: Identity = {
      manufacturer: 'Example',
      oui: '00D09E',
      productClass: 'Router',
      serialNumber: this.serial,
    };
    return inform(identity, { events, parameters: this.tree.read(INFORMED) ?? [], retryCount });
  }

  get deviceId(): string {
    return `00D09E-Router-${this.serial}`;
  }

  /** Carries out the RPC in an envelope of the ACS. Returns the envelope of the answer. */
  obey(xml: string): string {
    const rpc = lightMessage(xml);
    this.rpcs.push(rpc.method);
    return envelope(treeRpc(this.tree, rpc) ?? fault(9000, 'Method not supported'), replyOptions(rpc));
  }

  /** Whether the last thing the ACS wanted, after it had set something, was to read it. */
  get wasReadBack(): boolean {
    const set = this.rpcs.lastIndexOf('SetParameterValues');
    return set >= 0 && this.rpcs.indexOf('GetParameterValues', set) > set;
  }
}
