import type { CommandKind } from './command.ts';
import { add } from './kinds/add.ts';
import { factoryReset, reboot } from './kinds/boot.ts';
import { deleteRow } from './kinds/delete.ts';
import { discover } from './kinds/discover.ts';
import { get } from './kinds/get.ts';
import { getRpcMethods } from './kinds/get-rpc-methods.ts';
import { reconcile } from './kinds/reconcile.ts';
import { refresh } from './kinds/refresh.ts';
import { rpc } from './kinds/rpc.ts';
import { scheduleInform } from './kinds/schedule-inform.ts';
import { set } from './kinds/set.ts';
import { setAttributes } from './kinds/set-attributes.ts';
import { download, upload } from './kinds/transfer.ts';
import type { CommandProgram } from './program.ts';

const PROGRAMS: { readonly [K in CommandKind]: CommandProgram<K> } = {
  get,
  set,
  setAttributes,
  add,
  delete: deleteRow,
  refresh,
  reboot,
  factoryReset,
  download,
  upload,
  scheduleInform,
  getRpcMethods,
  rpc,
  discover,
  reconcile,
};

/** The program of a command's kind. The cast is sound: a kind's program only ever sees commands of that kind. */
export function programOf(command: { readonly spec: { readonly kind: CommandKind } }): CommandProgram<CommandKind> {
  return PROGRAMS[command.spec.kind] as unknown as CommandProgram<CommandKind>;
}
