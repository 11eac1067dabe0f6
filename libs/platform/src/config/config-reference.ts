import type { ConfigFragment } from './config-fragment.ts';
import { describeSettings, type SettingDescription } from './describe-setting.ts';

/** The Markdown reference of all settings: one table per fragment, in the order given. */
export function configReference(fragments: readonly ConfigFragment[]): string {
  return fragments.map(section).join('\n');
}

function section(fragment: ConfigFragment): string {
  const rows = describeSettings(fragment).map(row);
  return [
    `## ${fragment.name}`,
    '',
    '| name | default | allowed | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function row(setting: SettingDescription): string {
  const cells = [`\`${setting.name}\``, defaultCell(setting), setting.allowed, setting.meaning];
  return `| ${cells.map(escaped).join(' | ')} |`;
}

function defaultCell({ defaultText, required, secret }: SettingDescription): string {
  if (required) return 'required';
  if (defaultText === undefined) return '–';
  return secret ? 'set' : `\`${defaultText}\``;
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
