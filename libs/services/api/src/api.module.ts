import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  CapabilityCatalog,
  Clock,
  CommandStore,
  DeclarationStore,
  DeviceHistory,
  DeviceStore,
  EventBus,
  ModelStore,
  Presence,
  ProfileStore,
  ReadyCommands,
  ReportedStore,
  SecretStore,
  SettledMarks,
} from '#libs/domain';
import { constant, Logger, provide, Vault } from '#libs/platform';
import { AddRevision } from './add-revision.ts';
import type { ApiConfig } from './api.config.ts';
import { CancelCommand } from './cancel-command.ts';
import { CapabilitiesController } from './capabilities.controller.ts';
import { CheckDraft } from './check-draft.ts';
import { CommandIds } from './command-ids.ts';
import { CommandWatch } from './command-watch.ts';
import { CommandsController } from './commands.controller.ts';
import { ComplianceController } from './compliance.controller.ts';
import { DeclarationsController } from './declarations.controller.ts';
import { DeclareDevice } from './declare-device.ts';
import { desiredParts } from './desired-parts.ts';
import { DevicesController } from './devices.controller.ts';
import { DocumentationController } from './documentation.controller.ts';
import { DocumentationFiles } from './documentation-files.ts';
import { DryRun } from './dry-run.ts';
import { Entropy, SystemEntropy } from './entropy.ts';
import { EventStreams } from './event-streams.ts';
import { EventsController } from './events.controller.ts';
import { ExportCompliance } from './export-compliance.ts';
import { ForgetDevice, type ForgetPorts } from './forget-device.ts';
import { ImportDevices } from './import-devices.ts';
import { KeepSecrets } from './keep-secrets.ts';
import { KnownModels } from './known-models.ts';
import { ListCompliance } from './list-compliance.ts';
import { ListDevices } from './list-devices.ts';
import { ParametersController } from './parameters.controller.ts';
import { PreviewDevice } from './preview-device.ts';
import { PreviewProfile } from './preview-profile.ts';
import { PreviewsController } from './previews.controller.ts';
import { ProblemFilter } from './problem.filter.ts';
import { ProfilesController } from './profiles.controller.ts';
import { PublishProfile } from './publish-profile.ts';
import { QueueCommand } from './queue-command.ts';
import { ReadParameters } from './read-parameters.ts';
import { ReportSlots } from './report-slots.ts';
import { RequestReconcile } from './request-reconcile.ts';
import { RotateSecrets } from './rotate-secrets.ts';
import { SecretRotation } from './secret-rotation.ts';
import { SummariseCompliance } from './summarise-compliance.ts';
import { SummariseDevices } from './summarise-devices.ts';
import { SummaryController } from './summary.controller.ts';

/** REST, server-sent events and their documentation. The ports come from the platform's global module. */
@Module({})
export class ApiModule implements OnModuleDestroy {
  constructor(
    @Inject(EventStreams) private readonly streams: EventStreams,
    @Inject(CommandWatch) private readonly watch: CommandWatch,
    @Inject(ReportSlots) private readonly reports: ReportSlots,
  ) {}

  /** Before the server closes: it waits for requests, and these would not end by themselves. */
  onModuleDestroy(): void {
    this.streams.close();
    this.watch.close();
    this.reports.close();
  }

  static with(config: ApiConfig): DynamicModule {
    return {
      module: ApiModule,
      controllers: [
        DevicesController,
        DeclarationsController,
        ParametersController,
        CommandsController,
        ProfilesController,
        CapabilitiesController,
        ComplianceController,
        PreviewsController,
        EventsController,
        SummaryController,
        DocumentationController,
      ],
      providers: [
        { provide: Entropy, useValue: new SystemEntropy() },
        { ...provide(ProblemFilter, Entropy, Logger), provide: APP_FILTER },
        provide(DocumentationFiles),
        provide(CommandIds, Clock, Entropy),
        provide(ListDevices, DeviceStore, Presence),
        provide(KeepSecrets, SecretStore, Vault, ProfileStore, SettledMarks, Clock),
        provide(DeclareDevice, DeviceStore, DeclarationStore, KeepSecrets, EventBus, Clock, CommandIds),
        provide(ImportDevices, DeclareDevice),
        { provide: CapabilityCatalog, useValue: desiredParts.catalog },
        provide(KnownModels, ModelStore, Clock),
        provide(CheckDraft, ProfileStore, KnownModels, CapabilityCatalog),
        provide(AddRevision, ProfileStore, CheckDraft, Clock),
        provide(PublishProfile, ProfileStore, SettledMarks, CheckDraft),
        provide(RequestReconcile, DeviceStore, EventBus, Clock, CommandIds),
        provide(ListCompliance, DeviceStore),
        provide(ExportCompliance, DeviceStore),
        provide(SummariseCompliance, DeviceStore, Clock),
        provide(ReportSlots, constant(config.MUSTER_API_MAX_REPORTS)),
        dryRun,
        provide(PreviewDevice, DeviceStore, ProfileStore, DryRun),
        provide(PreviewProfile, DeviceStore, DryRun, Clock, Logger),
        provide(RotateSecrets, SecretStore, Vault),
        provide(SecretRotation, RotateSecrets, Clock, Logger),
        provide(ReadParameters, DeviceStore, ReportedStore),
        provide(SummariseDevices, DeviceStore, Clock),
        provide(QueueCommand, DeviceStore, CommandStore, EventBus, Clock, CommandIds),
        provide(CancelCommand, CommandStore, ReadyCommands, EventBus, Clock),
        forgetDevice,
        provide(CommandWatch, EventBus, CommandStore, Clock, Logger, constant(config.MUSTER_API_MAX_WAITERS)),
        provide(EventStreams, EventBus, Clock, constant(config.MUSTER_API_MAX_STREAMS)),
      ],
    };
  }
}

const dryRun = {
  provide: DryRun,
  inject: [ProfileStore, ReportedStore, SecretStore, Clock, CapabilityCatalog],
  useFactory: (
    profiles: ProfileStore,
    reported: ReportedStore,
    secrets: SecretStore,
    clock: Clock,
    catalog: CapabilityCatalog,
  ) => new DryRun({ profiles, reported, secrets, clock }, catalog, desiredParts.evaluate),
};

const forgetPorts = [
  DeviceStore,
  CommandStore,
  ReadyCommands,
  ReportedStore,
  DeviceHistory,
  SecretStore,
  SettledMarks,
  EventBus,
] as const;

const forgetDevice = {
  provide: ForgetDevice,
  inject: [Clock, ...forgetPorts],
  useFactory: (
    clock: Clock,
    devices: DeviceStore,
    commands: CommandStore,
    ready: ReadyCommands,
    reported: ReportedStore,
    history: DeviceHistory,
    secrets: SecretStore,
    settled: SettledMarks,
    bus: EventBus,
  ) =>
    new ForgetDevice(
      { devices, commands, ready, reported, history, secrets, settled, bus } satisfies ForgetPorts,
      clock,
    ),
};
