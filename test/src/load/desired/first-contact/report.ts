import { count, percent, table } from '../../markdown-table.ts';
import { rpcText } from '../../rpc-counts.ts';
import { type DeclaredContacts, perCore, rolesUs } from './declared-contacts.ts';

/** Below this share a library stands with the rest. */
const TOLD_SHARE = 0.02;

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
