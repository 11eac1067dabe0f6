/** Some that wait for each other: each says that it is there, and goes on when it is told to. */
export class Gathering {
  readonly #everybody = Promise.withResolvers<void>();
  readonly #goOn = Promise.withResolvers<void>();
  #missing: number;

  constructor(size: number) {
    this.#missing = size;
  }

  /** Resolves when all of them have come. */
  get complete(): Promise<void> {
    return this.#everybody.promise;
  }

  /** One has come. Resolves when it may go on. */
  come(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing === 0) this.#everybody.resolve();
    return this.#goOn.promise;
  }

  letGo(): void {
    this.#goOn.resolve();
  }
}
