import { DEFAULT_WAVES } from '#libs/domain';
import type { RolloutRow } from './rollout-rows.ts';

/** All that differs in a row from `BARE` and from what holds by default, but for the cap, which has a column. */
export function settingsOf({ document = {}, evaluates }: Pick<RolloutRow, 'document' | 'evaluates'>): string {
  const { waves, permits, halt, ...rest } = document;
  const { cap: _, ...others } = permits ?? {};
  return [
    ...(evaluates === false ? ['halt rules dead'] : []),
    ...(waves === DEFAULT_WAVES ? ['default waves'] : (waves ?? []).flatMap(({ size: __, ...wave }) => texts(wave))),
    ...texts({ ...others, ...halt, ...rest }),
  ].join(', ');
}

function texts(settings: object): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `\`${name}\` ${valueText(value)}`);
}

function valueText(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : JSON.stringify(value);
}
