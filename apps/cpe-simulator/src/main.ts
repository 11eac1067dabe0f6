import { once } from 'node:events';
import { runCli } from '#libs/testing/cpe';

const output = { write: (text: string) => process.stdout.write(text), isTty: process.stdout.isTTY ?? false };
const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
process.exitCode = await runCli(process.argv.slice(2), output, stop);
