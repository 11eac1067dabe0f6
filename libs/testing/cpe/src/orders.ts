import type { ChangeDuState } from '#libs/cwmp';

/** What the ACS has ordered for after the session. */
export class Orders {
  readonly reboots: string[] = [];
  factoryReset = false;
  scheduledInforms: readonly { readonly at: number; readonly commandKey: string }[] = [];
  duChanges: readonly ChangeDuState[] = [];

  /** A factory reset forgets what is pending. */
  clear(): void {
    this.reboots.length = 0;
    this.factoryReset = false;
    this.scheduledInforms = [];
    this.duChanges = [];
  }

  /** The scheduled Informs that are due; they are forgotten. */
  takeScheduled(now: number): readonly string[] {
    const due = this.scheduledInforms.filter(({ at }) => at <= now);
    this.scheduledInforms = this.scheduledInforms.filter(({ at }) => at > now);
    return due.map(({ commandKey }) => commandKey);
  }

  /** The oldest ChangeDUState with that CommandKey; it is forgotten. */
  takeDuChange(commandKey: string): ChangeDuState | undefined {
    const found = this.duChanges.find((change) => change.commandKey === commandKey);
    this.duChanges = this.duChanges.filter((change) => change !== found);
    return found;
  }
}
