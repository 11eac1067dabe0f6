import type { DynamicModule } from '@nestjs/common';
import { capabilityCatalog } from '#libs/capabilities';
import {
  AccessStore,
  AuditLog,
  Clock,
  CommandStore,
  DeclarationStore,
  DeviceHistory,
  DeviceStore,
  EventBus,
  ExecutionStore,
  ImageCatalog,
  ModelStore,
  Presence,
  ProfileStore,
  ReadyCommands,
  ReportedStore,
  RolloutStore,
  SecretStore,
  SettledMarks,
  Signals,
} from '#libs/domain';
import { AuditProofs, type ConfigOf, constant, FileUrls, Logger, provide, RecordAudit, Vault } from '#libs/platform';
import { AuditSecurity } from './audit-security.ts';
import { DeviceSecrets } from './device-secrets.ts';
import { FilePlaces } from './file-places.ts';
import { FollowRollouts } from './follow-rollouts.ts';
import { GiveLogin } from './give-login.ts';
import { KeepPresence } from './keep-presence.ts';
import { KeepQuarantine } from './keep-quarantine.ts';
import { LookAtDevice, type SyncLimits } from './look-at-device.ts';
import { ProvisionDevice } from './provision-device.ts';
import type { provisioningConfig } from './provisioning.config.ts';
import { ProvisioningConsumer } from './provisioning.consumer.ts';
import { RecentModels } from './recent-models.ts';
import { RecentProfiles } from './recent-profiles.ts';
import { RecentRollouts } from './recent-rollouts.ts';
import { RecordHistory } from './record-history.ts';
import { SweepOverdue } from './sweep-overdue.ts';
import { TakeOverDeclaration } from './take-over-declaration.ts';

class ProvisioningModule {}

export function provisioningModule(config: ConfigOf<typeof provisioningConfig>, logger: Logger): DynamicModule {
  return {
    module: ProvisioningModule,
    providers: [
      { provide: Logger, useValue: logger },
      provide(RecentModels, ModelStore, DeviceStore, Clock),
      provide(RecentProfiles, ProfileStore, SettledMarks),
      provide(DeviceSecrets, SecretStore, Vault, Logger),
      provide(GiveLogin, AccessStore, Vault, Signals),
      provide(
        KeepQuarantine,
        AccessStore,
        EventBus,
        Signals,
        Logger,
        constant(config.MUSTER_PROVISIONING_MAX_QUARANTINED),
      ),
      provide(FilePlaces, ImageCatalog, FileUrls),
      provide(RecentRollouts, RolloutStore, ImageCatalog, Clock),
      provide(FollowRollouts, ExecutionStore, RecentRollouts),
      provide(
        LookAtDevice,
        RecentProfiles,
        DeviceSecrets,
        RecentModels,
        constant(capabilityCatalog()),
        constant(syncLimits(config)),
      ),
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
        RecentModels,
        DeviceSecrets,
        LookAtDevice,
        FilePlaces,
        GiveLogin,
        FollowRollouts,
      ),
      provide(TakeOverDeclaration, DeviceStore, DeclarationStore, SettledMarks),
      provide(RecordHistory, DeviceHistory),
      provide(AuditProofs, Vault),
      provide(RecordAudit, AuditLog, AuditProofs, Clock, Logger),
      provide(AuditSecurity, RecordAudit),
      provide(SweepOverdue, CommandStore, EventBus, Clock, constant(config.MUSTER_COMMAND_RETENTION_DAYS)),
      provide(KeepPresence, Presence, DeviceStore, Clock, constant(config.MUSTER_PROVISIONING_PRESENCE_INTERVAL_MS)),
      provide(
        ProvisioningConsumer,
        EventBus,
        Clock,
        Logger,
        ProvisionDevice,
        TakeOverDeclaration,
        KeepQuarantine,
        RecordHistory,
        AuditSecurity,
        SweepOverdue,
        KeepPresence,
        RecentProfiles,
        constant(config.MUSTER_PROVISIONING_CONCURRENCY),
      ),
    ],
  };
}

function syncLimits(config: ConfigOf<typeof provisioningConfig>): SyncLimits {
  return {
    changesPerDay: config.MUSTER_PROVISIONING_CHANGES_PER_DAY,
    deletesPerDay: config.MUSTER_PROVISIONING_DELETES_PER_DAY,
    rebootsPerDay: config.MUSTER_PROVISIONING_REBOOTS_PER_DAY,
    auditIntervalMs: config.MUSTER_PROVISIONING_AUDIT_INTERVAL_MS,
  };
}
