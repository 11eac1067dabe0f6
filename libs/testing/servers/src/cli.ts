import process from 'node:process';
import { serverKinds, toVariables } from './server-addresses.ts';
import { startServers } from './start-servers.ts';

// Starts one Kafka, one MongoDB and one Redis, prints where they are and keeps them until Ctrl-C:
//   node dist/libs/testing/servers/src/cli.js
const servers = await startServers(serverKinds);

const end = async (exitCode: number): Promise<void> => {
  await servers.stop();
  process.exit(exitCode);
};

for (const [kind, error] of servers.failures) process.stderr.write(`${kind}: ${error.message}\n`);
if (servers.failures.size > 0) await end(1);

process.once('SIGINT', () => void end(0));
process.once('SIGTERM', () => void end(0));
for (const [name, value] of Object.entries(toVariables(servers.addresses))) process.stdout.write(`${name}=${value}\n`);
process.stdout.write('Running until Ctrl-C; the data are gone then.\n');
