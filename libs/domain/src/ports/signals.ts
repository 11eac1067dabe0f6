/** Best-effort fan-out: may be lost, is never stored, arrives quickly. Nothing may depend on it but speed. */
export abstract class Signals {
  abstract send(topic: string, message: string): Promise<void>;
  /** Returns the function that ends it. */
  abstract listen(topic: string, listener: (message: string) => void): Promise<() => Promise<void>>;
}
