import type { ConvergeResult } from './converge/measure-converge.ts';
import type { DryRunReport } from './dry-run/measure-dry-run.ts';
import type { DeclaredContacts } from './first-contact/declared-contacts.ts';
import type { PublishReport } from './publish/measure-publish.ts';

/** What declared devices cost; each part is there once it was measured. */
export interface DesiredResults {
  readonly firstContacts?: readonly DeclaredContacts[];
  readonly publish?: PublishReport;
  readonly converge?: ConvergeResult;
  readonly dryRun?: DryRunReport;
}
