// `npm run cluster`: real Kafka, Redis and MongoDB and two of each role on this machine, until Ctrl-C.
//   MUSTER_CWMP_PORT, MUSTER_HTTP_PORT: the ports of the first gateway and of the first API; the second ones have the next.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ServerAddresses, serverKinds, startServers } from '#libs/testing/servers';
import type { LogEntry } from './role-process.ts';
import { startCluster } from './start-cluster.ts';

const HTTP_PORT = Number(process.env.MUSTER_HTTP_PORT ?? 8080);
const CWMP_PORT = Number(process.env.MUSTER_CWMP_PORT ?? 7547);
const FIRMWARE_PORT = Number(process.env.MUSTER_FIRMWARE_PORT ?? 7558);
const FIRMWARE_URL = process.env.MUSTER_FIRMWARE_URL ?? `http://127.0.0.1:${FIRMWARE_PORT}`;
// They are not the business of the other roles, which would warn.
delete process.env.MUSTER_HTTP_PORT;
delete process.env.MUSTER_CWMP_PORT;
delete process.env.MUSTER_FIRMWARE_PORT;
/** The documents are gone at the end, so their key may be, too. */
const SECRET_KEYS = process.env.MUSTER_SECRET_KEYS ?? `run:${randomBytes(32).toString('base64')}`;

const say = (text: string) => process.stdout.write(`${text}\n`);

function showEntry(name: string, entry: LogEntry): void {
  const { level, time, msg, role: _, ...fields } = entry;
  const at = typeof time === 'string' ? new Date(time).toLocaleTimeString() : '';
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  say(`${at} ${name.padEnd(15)} ${String(level).padEnd(5)} ${String(msg)}  ${rest.join(' ')}`);
}

const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

say('Starting Kafka, Redis and MongoDB …');
const servers = await startServers(serverKinds);
for (const [kind, error] of servers.failures) say(`${kind} could not be started: ${error.message}`);
if (servers.failures.size > 0) {
  await servers.stop();
  process.exit(1);
}
const addresses = servers.addresses as ServerAddresses;
say(`  Kafka    ${addresses.kafka.join(',')}\n  Redis    ${addresses.redis}\n  MongoDB  ${addresses.mongo}`);
say('Starting two of each role …');
const cluster = await startCluster({
  servers: addresses,
  each: { 'cwmp-gateway': 2, provisioning: 2, firmware: 2, api: 2 },
  env: { MUSTER_SECRET_KEYS: SECRET_KEYS, MUSTER_FIRMWARE_URL: FIRMWARE_URL },
  onEntry: showEntry,
  // The first of each has the usual port, the second the next.
  envOf: (app, n) => {
    if (app === 'cwmp-gateway') return { MUSTER_CWMP_PORT: String(CWMP_PORT + n - 1) };
    if (app === 'firmware') return { MUSTER_FIRMWARE_PORT: String(FIRMWARE_PORT + n - 1) };
    return app === 'api' ? { MUSTER_HTTP_PORT: String(HTTP_PORT + n - 1) } : {};
  },
}).catch(async (error: Error) => {
  say(error.message);
  await servers.stop();
  process.exit(1);
});
say(`
  CPEs may connect to any of:
${cluster.gateways.map(({ cwmpPort }) => `      http://127.0.0.1:${cwmpPort}/`).join('\n')}
  API, any of:
${cluster.apis.map(({ httpUrl }) => `      ${httpUrl}/api/v1/devices`).join('\n')}
  Simulated CPEs, in another terminal:
      npm run cpe -- --count 3 --url http://127.0.0.1:${cluster.gateways[0]?.cwmpPort}/

  Ctrl-C stops everything.
`);
await stopped;
say('Stopping …');
await cluster.stop();
await servers.stop();
process.exit(0);
