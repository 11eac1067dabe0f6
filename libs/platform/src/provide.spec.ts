import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { constant, provide } from './provide.ts';

abstract class Store {
  abstract read(): string;
}

abstract class Bus {
  abstract publish(): number;
}

class UseCase {
  readonly parts: readonly [Store, number, Bus];

  constructor(store: Store, limit: number, bus: Bus) {
    this.parts = [store, limit, bus];
  }
}

class PaperStore extends Store {
  override read(): string {
    return 'paper';
  }
}

class OneBus extends Bus {
  override publish(): number {
    return 1;
  }
}

test('Nest builds an undecorated use case from ports and constants, in the order of its constructor', async () => {
  const store = new PaperStore();
  const bus = new OneBus();
  @Module({
    providers: [
      { provide: Store, useValue: store },
      { provide: Bus, useValue: bus },
      provide(UseCase, Store, constant(7), Bus),
    ],
  })
  class App {}
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  expect(app.get(UseCase).parts).toEqual([store, 7, bus]);
  await app.close();
});

test('the compiler refuses ports in the wrong order, of the wrong kind, or too few', () => {
  // @ts-expect-error: Store and Bus are swapped
  const swapped = provide(UseCase, Bus, constant(7), Store);
  // @ts-expect-error: the limit is a number
  const mistyped = provide(UseCase, Store, constant('7'), Bus);
  // @ts-expect-error: the bus is missing
  const incomplete = provide(UseCase, Store, constant(7));
  expect([swapped.inject, mistyped.inject, incomplete.inject]).toEqual([[Bus, Store], [Store, Bus], [Store]]);
});
