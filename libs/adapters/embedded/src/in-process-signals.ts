import { Signals } from '#libs/domain';

export class InProcessSignals extends Signals {
  readonly #listeners = new Map<string, Set<(message: string) => void>>();

  async send(topic: string, message: string): Promise<void> {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) {
      try {
        listener(message);
      } catch (error) {
        // The sender has no part in what a listener does, and the other listeners still get theirs.
        process.emitWarning(`A listener of ${topic} failed: ${String(error)}`, 'SignalListenerFailed');
      }
    }
  }

  async listen(topic: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    // An entry of its own, so that the same function may listen twice.
    const entry = (message: string) => listener(message);
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(entry));
    return async () => {
      listeners.delete(entry);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }
}
