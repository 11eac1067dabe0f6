import { eventSubject } from '#libs/domain';
import type { StoredLetter } from './dead-letter.ts';

const COLUMNS = ['ID', 'FAILED AT', 'TRIES', 'EVENT', 'SUBJECT', 'ERROR'];
const MAX_CELL = 60;

/** Letters as a table for a terminal, one line each. */
export function letterTable(letters: readonly StoredLetter[]): string {
  if (letters.length === 0) return 'no dead letters';
  const rows = letters.map(({ id, failedAt, attempts, event, error }) => [
    id,
    failedAt,
    String(attempts),
    event?.type ?? 'not an event',
    event ? eventSubject(event) : '-',
    cell(error),
  ]);
  const widths = COLUMNS.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ');
  return [COLUMNS, ...rows].map((row) => line(row).trimEnd()).join('\n');
}

/** Everything about one letter. */
export function letterText(letter: StoredLetter): string {
  const { id, group, topic, partition, offset, attempts, firstFailedAt, failedAt, error, event, record } = letter;
  const content = event === undefined ? (record.value?.toString('base64') ?? '') : JSON.stringify(event, undefined, 2);
  return [
    `id       ${id}`,
    `group    ${group}`,
    `from     ${topic}, partition ${partition}, offset ${offset}`,
    `tries    ${attempts}, first ${firstFailedAt}, last ${failedAt}`,
    `error    ${printable(error).replaceAll('\n', '\n         ')}`,
    event === undefined ? 'content  not an event, in base64:' : 'event',
    content,
  ].join('\n');
}

function cell(text: string): string {
  const [first = ''] = printable(text).split('\n');
  return first.length > MAX_CELL ? `${first.slice(0, MAX_CELL - 1)}…` : first;
}

/** What a CPE sent must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '�');
}
