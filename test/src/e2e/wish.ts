import type { ShownCommand, WantedCommand } from '../harness/api-client.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A command as an operator insists on it: asked for under one key until the ACS has accepted it. */
export interface Wish {
  readonly cpe: SmallCpe;
  readonly key: string;
  readonly spec: WantedCommand;
  /** The table an `add` is about: one of its own. */
  readonly table?: string;
  accepted?: ShownCommand;
}

export const WISH_KINDS = ['reboot', 'download', 'add', 'set', 'get', 'factoryReset'] as const;
export type WishKind = (typeof WISH_KINDS)[number];

/** What every `set` is about; each sets a value of its own. */
export const INTERVAL = 'Device.ManagementServer.PeriodicInformInterval';
const DOWNLOAD = { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://files.example.net/image' };

/** `at` is a number that no other wish has. */
export function makeWish(kind: WishKind, cpe: SmallCpe, at: number): Wish {
  const wish = (spec: Wish['spec']): Wish => ({ cpe, key: `wish-${at}`, spec });
  switch (kind) {
    case 'reboot':
    case 'factoryReset':
      return wish({ kind });
    case 'download':
      return wish(DOWNLOAD);
    case 'add': {
      const table = `Device.X_ACME.Table${at}.`;
      cpe.tree.addTable(table);
      const values = [{ name: 'Description', value: `of ${at}` }];
      return { ...wish({ kind, objectName: table, values }), table };
    }
    case 'set':
      return wish({ kind, values: [{ name: INTERVAL, value: `${1_000 + at}` }] });
    case 'get':
      return wish({ kind, paths: [INTERVAL] });
  }
}

/** Reboots, downloads and rows more often than the rest, factory resets least. */
export function drawKind(random: SeededRandom): WishKind {
  const drawn = random.below(8);
  if (drawn === 7) return random.oneIn(3) ? 'factoryReset' : 'get';
  return WISH_KINDS[Math.floor(drawn / 2)] ?? 'set';
}
