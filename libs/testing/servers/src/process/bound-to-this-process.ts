import process from 'node:process';

/**
 * A command that the kernel kills when this process dies, also by SIGKILL. Needs setpriv, of util-linux. The shell closes
 * the gap in which this process died before the kernel was told, then becomes the command.
 */
export function boundToThisProcess(command: readonly string[]): readonly [program: string, ...args: string[]] {
  const check = '[ "$PPID" = "$0" ] && exec "$@"';
  return ['setpriv', '--pdeathsig', 'KILL', 'sh', '-c', check, String(process.pid), ...command];
}
