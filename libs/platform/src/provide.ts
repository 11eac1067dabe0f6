import type { Abstract, FactoryProvider, Type } from '@nestjs/common';

/** A value that is known when the module is built and needs no token, such as a timeout from the configuration. */
class Constant<T> {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }
}

type Source<T> = Abstract<T> | Type<T> | Constant<T>;
type Sources<Parameters extends readonly unknown[]> = { [Index in keyof Parameters]: Source<Parameters[Index]> };

/** For `provide`: this very value in place of a port. */
export function constant<T>(value: T): Constant<T> {
  return new Constant(value);
}

/**
 * A Nest provider of an undecorated use case. The sources are checked against the constructor's parameters, in order:
 * `provide(RecordInform, DeviceStore, EventBus, constant(5_000))`.
 */
export function provide<Parameters extends readonly unknown[], T>(
  useCase: new (...parameters: Parameters) => T,
  ...sources: Sources<Parameters>
): FactoryProvider<T> {
  const all: readonly unknown[] = sources;
  const inject = all.filter((source) => !(source instanceof Constant)) as Type[];
  const useFactory = (...injected: readonly unknown[]): T => {
    const remaining = injected.values();
    const parameters = all.map((source) => (source instanceof Constant ? source.value : remaining.next().value));
    // Sources<Parameters> has made sure of the types at the call.
    return new useCase(...(parameters as unknown as Parameters));
  };
  return { provide: useCase, useFactory, inject };
}
