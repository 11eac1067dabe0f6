import { convergeReport } from './converge/report.ts';
import { dryRunReport } from './dry-run/report.ts';
import { contactsReport } from './first-contact/report.ts';
import { publishReport } from './publish/report.ts';
import type { DesiredResults } from './results.ts';

/** What was measured as Markdown tables, which can be read on a terminal too. */
export function desiredReport({ publish, converge, firstContacts, dryRun }: DesiredResults): string {
  const parts = [
    publish && publishReport(publish),
    converge && convergeReport(converge),
    firstContacts && contactsReport(firstContacts),
    dryRun && dryRunReport(dryRun),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}
