import { count, percent, table } from '../../markdown-table.ts';
import { rpcText } from '../../rpc-counts.ts';
import { type DeclaredContacts, perCore, rolesUs } from './declared-contacts.ts';

/** Below this share a library stands with the rest. */
const TOLD_SHARE = 0.02;

const WHAT_WAS_TRIED = `On the cluster the aim is missed by far. What a first contact costs is its turns: for each of ten RPCs an answer goes to Kafka, from
there to provisioning, is worked in, and the next request goes by Redis to the gateway that waits for it; no single part stands out. What was
tried and stayed: documents that are asked for at the same time are one query, and those that are written at the same time one command, whoever
asked; the independent writes of a turn go out together; models, profiles and access are kept for seconds; a plan writes in as
few RPCs as the model takes. Not done: keeping a device in provisioning's memory from one event to the next, as a command that was cancelled
meanwhile could be handed out. Fewer turns would be the way: each RPC that a device is spared is a tenth. It was
measured where the bare server takes some 70 µs for a session.`;

export function contactsReport(all: readonly DeclaredContacts[]): string {
  return [
    '### First contact of a declared device',
    'The aim is 150 devices per second and core on Kafka, Redis and MongoDB, all roles; the moonshot 400.',
    table(
      ['adapters', 'devices/s/core, roles', 'roles µs', 'RPCs', 'as declared after one session', 'devices/s here'],
      all.map((one) => [
        one.on,
        count(perCore(one)),
        count(rolesUs(one)),
        Object.values(one.rpcs)
          .reduce((sum, each) => sum + each, 0)
          .toFixed(1),
        percent(one.inSync / one.devices),
        count(one.perS),
      ]),
    ),
    ...all.map(({ on, rpcs }) => `RPCs per device on ${on}: ${rpcText(rpcs)}.`),
    'CPU in µs per device, by process:',
    table(
      ['adapters', 'process', 'µs'],
      all.flatMap(({ on, cpuUs }) => Object.entries(cpuUs).map(([name, us]) => [on, name, count(us)])),
    ),
    ...all.flatMap((one) => [profileTitle(one), profileTable(one)]),
    WHAT_WAS_TRIED,
  ].join('\n\n');
}

function profileTitle({ roles, on }: DeclaredContacts): string {
  const whose = roles.includes('provisioning') ? 'provisioning' : roles.join(' and ');
  return `The main thread of ${whose} on ${on}, in µs per device, by the library whose code ran or called what did:`;
}

function profileTable({ profile }: DeclaredContacts): string {
  const all = profile.reduce((sum, { us }) => sum + us, 0);
  const told = profile.filter(({ us }) => us / all >= TOLD_SHARE);
  const rest = all - told.reduce((sum, { us }) => sum + us, 0);
  return table(
    ['library', 'µs', 'share'],
    [...told, { library: 'the rest', us: rest }].map(({ library, us }) => [library, count(us), percent(us / all)]),
  );
}
