import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import {
  AccessStore,
  AuditLog,
  Clock,
  CommandStore,
  DeclarationStore,
  DeviceHistory,
  DeviceStore,
  EventBus,
  ImageCatalog,
  ImageStore,
  Presence,
  ProfileStore,
  ReadyCommands,
  ReceivedFiles,
  ReportedStore,
  SecretStore,
  ServedBytes,
  SettledMarks,
  Signals,
} from '#libs/domain';
import { AuditProofs, constant, Logger, provide, RecordAudit, Vault } from '#libs/platform';
import { AccessController } from './access.controller.ts';
import type { ApiConfig } from './api.config.ts';
import { AuditController } from './audit.controller.ts';
import { AuditGuard } from './audit.guard.ts';
import { CancelCommand } from './cancel-command.ts';
import { CapabilitiesController } from './capabilities.controller.ts';
import { type AccessPorts, ChangeAccess } from './change-access.ts';
import { CommandIds } from './command-ids.ts';
import { CommandWatch } from './command-watch.ts';
import { CommandsController } from './commands.controller.ts';
import { ComplianceController } from './compliance.controller.ts';
import { DeclarationsController } from './declarations.controller.ts';
import { DeclareDevice } from './declare-device.ts';
import { desiredProviders } from './desired-providers.ts';
import { DevicesController } from './devices.controller.ts';
import { DocumentationController } from './documentation.controller.ts';
import { DocumentationFiles } from './documentation-files.ts';
import { Entropy, SystemEntropy } from './entropy.ts';
import { EventStreams } from './event-streams.ts';
import { EventsController } from './events.controller.ts';
import { ForgetDevice, type ForgetPorts } from './forget-device.ts';
import { ImageUploadsController } from './image-uploads.controller.ts';
import { ImagesController } from './images.controller.ts';
import { ImportDevices } from './import-devices.ts';
import { KeepImages } from './keep-images.ts';
import { KeepSecrets } from './keep-secrets.ts';
import { ListDevices } from './list-devices.ts';
import { ParametersController } from './parameters.controller.ts';
import { PreviewsController } from './previews.controller.ts';
import { ProblemFilter } from './problem.filter.ts';
import { ProfilesController } from './profiles.controller.ts';
import { QueueCommand } from './queue-command.ts';
import { ReadParameters } from './read-parameters.ts';
import { ReceivedFilesController } from './received-files.controller.ts';
import { ReportSlots } from './report-slots.ts';
import { RolloutActionsController } from './rollout-actions.controller.ts';
import { RolloutDevicesController } from './rollout-devices.controller.ts';
import { RolloutPreviewsController } from './rollout-previews.controller.ts';
import { rolloutProviders } from './rollout-providers.ts';
import { RolloutStreams } from './rollout-streams.ts';
import { RolloutsController } from './rollouts.controller.ts';
import { RolloutsFiles } from './rollouts-files.ts';
import { RolloutsPageController } from './rollouts-page.controller.ts';
import { SummariseDevices } from './summarise-devices.ts';
import { SummaryController } from './summary.controller.ts';

/** REST, server-sent events and their documentation. The ports come from the platform's global module. */
@Module({})
export class ApiModule implements OnModuleDestroy {
  constructor(
    @Inject(EventStreams) private readonly streams: EventStreams,
    @Inject(RolloutStreams) private readonly rollouts: RolloutStreams,
    @Inject(CommandWatch) private readonly watch: CommandWatch,
    @Inject(ReportSlots) private readonly reports: ReportSlots,
  ) {}

  /** Before the server closes: it waits for requests, and these would not end by themselves. */
  onModuleDestroy(): void {
    this.streams.close();
    this.rollouts.close();
    this.watch.close();
    this.reports.close();
  }

  static with(config: ApiConfig): DynamicModule {
    return {
      module: ApiModule,
      controllers: [
        DevicesController,
        DeclarationsController,
        AccessController,
        ParametersController,
        CommandsController,
        ProfilesController,
        CapabilitiesController,
        ComplianceController,
        PreviewsController,
        ImagesController,
        ImageUploadsController,
        ReceivedFilesController,
        RolloutsController,
        RolloutActionsController,
        RolloutDevicesController,
        RolloutPreviewsController,
        EventsController,
        SummaryController,
        AuditController,
        DocumentationController,
        RolloutsPageController,
      ],
      providers: [
        { provide: Entropy, useValue: new SystemEntropy() },
        { ...provide(ProblemFilter, Entropy, Logger), provide: APP_FILTER },
        provide(AuditProofs, Vault),
        provide(RecordAudit, AuditLog, AuditProofs, Clock, Logger),
        { ...provide(AuditGuard, RecordAudit, Vault, Logger), provide: APP_GUARD },
        provide(DocumentationFiles),
        provide(RolloutsFiles),
        provide(CommandIds, Clock, Entropy),
        provide(ListDevices, DeviceStore, Presence),
        provide(KeepSecrets, SecretStore, Vault, ProfileStore, SettledMarks, Clock),
        provide(DeclareDevice, DeviceStore, DeclarationStore, KeepSecrets, EventBus, Clock, CommandIds),
        provide(ImportDevices, DeclareDevice),
        ...desiredProviders(config),
        ...rolloutProviders(config),
        provide(ReadParameters, DeviceStore, ReportedStore),
        provide(SummariseDevices, DeviceStore, Clock),
        provide(
          QueueCommand,
          DeviceStore,
          CommandStore,
          ImageCatalog,
          EventBus,
          Clock,
          CommandIds,
          constant(config.MUSTER_API_ACS_HOSTS),
        ),
        provide(KeepImages, ImageStore, ImageCatalog, EventBus, CommandIds, Clock),
        provide(CancelCommand, CommandStore, ReadyCommands, EventBus, Clock),
        changeAccess,
        forgetDevice,
        provide(CommandWatch, EventBus, CommandStore, Clock, Logger, constant(config.MUSTER_API_MAX_WAITERS)),
        provide(EventStreams, EventBus, Clock, constant(config.MUSTER_API_MAX_STREAMS)),
      ],
    };
  }
}

const changeAccess = {
  provide: ChangeAccess,
  inject: [Vault, QueueCommand, Clock, CommandIds, AccessStore, DeviceStore, EventBus, Signals],
  useFactory: (
    vault: Vault,
    queue: QueueCommand,
    clock: Clock,
    ids: CommandIds,
    access: AccessStore,
    devices: DeviceStore,
    bus: EventBus,
    signals: Signals,
  ) => new ChangeAccess({ access, devices, bus, signals } satisfies AccessPorts, vault, queue, clock, ids),
};

const forgetPorts = [
  DeviceStore,
  CommandStore,
  ReadyCommands,
  ReportedStore,
  DeviceHistory,
  SecretStore,
  AccessStore,
  SettledMarks,
  ReceivedFiles,
  ServedBytes,
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
    access: AccessStore,
    settled: SettledMarks,
    files: ReceivedFiles,
    served: ServedBytes,
    bus: EventBus,
  ) =>
    new ForgetDevice(
      {
        devices,
        commands,
        ready,
        reported,
        history,
        secrets,
        access,
        settled,
        files,
        served,
        bus,
      } satisfies ForgetPorts,
      clock,
    ),
};
