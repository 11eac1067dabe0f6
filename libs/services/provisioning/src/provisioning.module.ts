import type { DynamicModule } from '@nestjs/common';
import {
  Clock,
  CommandStore,
  DeclarationStore,
  DeviceHistory,
  DeviceStore,
  EventBus,
  ModelStore,
  Presence,
  ReadyCommands,
  ReportedStore,
  SettledMarks,
  Signals,
} from '#libs/domain';
import { type ConfigOf, constant, Logger, provide } from '#libs/platform';
import { KeepPresence } from './keep-presence.ts';
import { ProvisionDevice } from './provision-device.ts';
import type { provisioningConfig } from './provisioning.config.ts';
import { ProvisioningConsumer } from './provisioning.consumer.ts';
import { RecordHistory } from './record-history.ts';
import { SweepOverdue } from './sweep-overdue.ts';
import { TakeOverDeclaration } from './take-over-declaration.ts';

class ProvisioningModule {}

export function provisioningModule(config: ConfigOf<typeof provisioningConfig>, logger: Logger): DynamicModule {
  return {
    module: ProvisioningModule,
    providers: [
      { provide: Logger, useValue: logger },
      provide(
        ProvisionDevice,
        EventBus,
        DeviceStore,
        ReportedStore,
        CommandStore,
        ModelStore,
        ReadyCommands,
        SettledMarks,
        Signals,
        Clock,
      ),
      provide(TakeOverDeclaration, DeviceStore, DeclarationStore, SettledMarks),
      provide(RecordHistory, DeviceHistory),
      provide(SweepOverdue, CommandStore, EventBus, Clock, constant(config.MUSTER_COMMAND_RETENTION_DAYS)),
      provide(KeepPresence, Presence, DeviceStore, Clock, constant(config.MUSTER_PROVISIONING_PRESENCE_INTERVAL_MS)),
      provide(
        ProvisioningConsumer,
        EventBus,
        Clock,
        Logger,
        ProvisionDevice,
        TakeOverDeclaration,
        RecordHistory,
        SweepOverdue,
        KeepPresence,
        constant(config.MUSTER_PROVISIONING_CONCURRENCY),
      ),
    ],
  };
}
