/** How many connections there may be; 0 is no limit. */
export interface ConnectionCaps {
  readonly total: number;
  readonly perNetwork: number;
}

/** Counts connections, all of them and those of each network. */
export class ConnectionLimits {
  private readonly byNetwork = new Map<string, number>();
  private total = 0;

  constructor(private readonly caps: ConnectionCaps) {}

  get count(): number {
    return this.total;
  }

  /** One more, if there is room in all; `leave` is to be called when it is closed. */
  enter(): boolean {
    if (this.caps.total > 0 && this.total >= this.caps.total) return false;
    this.total++;
    return true;
  }

  leave(): void {
    this.total--;
  }

  /** One more of this network, if it has room; `leaveNetwork` is to be called when it is closed. */
  enterNetwork(network: string): boolean {
    const count = this.byNetwork.get(network) ?? 0;
    if (this.caps.perNetwork > 0 && count >= this.caps.perNetwork) return false;
    this.byNetwork.set(network, count + 1);
    return true;
  }

  leaveNetwork(network: string): void {
    const count = this.byNetwork.get(network) ?? 0;
    if (count <= 1) this.byNetwork.delete(network);
    else this.byNetwork.set(network, count - 1);
  }
}
