import { capabilityCatalog } from '#libs/capabilities';
import {
  AccessStore,
  CapabilityCatalog,
  Clock,
  DeviceStore,
  EventBus,
  ModelStore,
  ProfileStore,
  ReportedStore,
  SecretStore,
  SettledMarks,
} from '#libs/domain';
import { constant, Logger, provide, Vault } from '#libs/platform';
import { AddRevision } from './add-revision.ts';
import type { ApiConfig } from './api.config.ts';
import { CheckDraft } from './check-draft.ts';
import { CommandIds } from './command-ids.ts';
import { DryRun } from './dry-run.ts';
import { ExportCompliance } from './export-compliance.ts';
import { KnownModels } from './known-models.ts';
import { ListCompliance } from './list-compliance.ts';
import { PreviewDevice } from './preview-device.ts';
import { PreviewProfile } from './preview-profile.ts';
import { PublishProfile } from './publish-profile.ts';
import { ReportSlots } from './report-slots.ts';
import { RequestReconcile } from './request-reconcile.ts';
import { ResealLogins } from './reseal-logins.ts';
import { RotateSecrets } from './rotate-secrets.ts';
import { SecretRotation } from './secret-rotation.ts';
import { SummariseCompliance } from './summarise-compliance.ts';

/** The use cases about what devices should look like and how they stand to it. */
export function desiredProviders(config: Pick<ApiConfig, 'MUSTER_API_MAX_REPORTS' | 'MUSTER_API_ACS_HOSTS'>) {
  return [
    { provide: CapabilityCatalog, useValue: capabilityCatalog() },
    provide(KnownModels, ModelStore, Clock),
    provide(CheckDraft, ProfileStore, KnownModels, CapabilityCatalog),
    provide(AddRevision, ProfileStore, CheckDraft, Clock, constant(config.MUSTER_API_ACS_HOSTS)),
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
    provide(ResealLogins, AccessStore, Vault),
    provide(SecretRotation, RotateSecrets, ResealLogins, Clock, Logger),
  ];
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
  ) => new DryRun({ profiles, reported, secrets, clock }, catalog),
};
