import { type Capability, type Desired, type ProfileEntry, resolveDesired } from '#libs/domain';
import { MODEL_NAMES, type ModelName } from '#libs/testing/cpe';
import { capabilityCatalog } from './capability-catalog.ts';
import { applyDesired } from './testing/apply-desired.ts';
import { sampleEntries } from './testing/sample-entries.ts';
import { type SimulatedDevice, simulatedDevice } from './testing/simulated-device.ts';

const catalog = capabilityCatalog();

type Expected = readonly (readonly [subject: RegExp, why: RegExp])[];

/** TR-069 Annex J: what is behind a hub is listed by it. */
const LISTED_BY_HUB: Expected = [[/^iot\.(?:embeddedDevices|virtualDevices|things)/, /9005/]];

/** What the data maps and the simulated device can't do all the same, and why. */
const EXPECTED: Readonly<Record<ModelName, Expected>> = {
  tr181: [
    // It has no 6 GHz radio, and the 5 GHz one is a small one.
    [/^wifi\.6g\./, /no row of WiFi/],
    [/^wifi\.5g\.bandwidth = 160MHz/, /takes only 20MHz,40MHz,80MHz/],
    // It is no hub.
    [/^iot\./, /the CPE has no Device\.(?:MQTT|ManagementServer|X_00D09E_Things)|no row of ZigBee/],
  ],
  tr098: [
    [/^wifi\.5g\.bandwidth = 160MHz/, /takes only 20,40,80/],
    [/^iot\./, /the CPE has no InternetGatewayDevice\.(?:X_00D09E_(?:ZigBee|MQTT|Things)|ManagementServer)/],
    // WPA3 is younger than TR-098.
    [/^wifi\..*security = .*wpa3:/, /this data model has nothing for/],
  ],
  device1: [
    // A Device:1 is behind a router.
    [/^wan\.type = pppoe/, /this data model has nothing for/],
  ],
  iothub: LISTED_BY_HUB,
  iothub098: LISTED_BY_HUB,
};

/** Mapped for this device. A hub is no gateway: most of what its data model could have is not there. */
function claimed(name: ModelName, { device }: SimulatedDevice): readonly string[] {
  const forDevice = catalog.for(device);
  const mapped = catalog
    .names()
    .filter((each) => forDevice.valueMappings(each).length + forDevice.tableMappings(each).length > 0);
  return name.startsWith('iothub') ? mapped.filter((each) => each.startsWith('iot.')) : mapped;
}

function desired(entry: ProfileEntry, { device, tree }: SimulatedDevice): Desired {
  const document = { priority: 0, selector: {}, entries: [entry] };
  const revision = { profile: 'p', number: 1, document, author: 'a', message: 'm', createdAt: '2026-01-01T00:00:00Z' };
  return resolveDesired({ device, revisions: [revision], tree, secrets: { sample: { version: 1 } }, catalog });
}

/** Why a device can't have what an entry says; undefined when it can. */
function problem(entry: ProfileEntry, name: ModelName): string | undefined {
  const simulated = simulatedDevice(name);
  const wanted = desired(entry, simulated);
  if (wanted.unmet.length > 0) return wanted.unmet.map(({ detail }) => detail).join('; ');
  if (wanted.settings.length + wanted.tables.length === 0) return 'nothing is wanted';
  return applyDesired(wanted, simulated.cpe).join('; ') || undefined;
}

function problemsOf(capability: string, described: Capability, name: ModelName): readonly string[] {
  return sampleEntries(capability, described).flatMap((entry) => {
    const found = problem(entry, name);
    const said = 'value' in entry ? ` = ${entry.value}` : '';
    return found === undefined ? [] : [`${capability}${said}: ${found}`];
  });
}

describe.each(MODEL_NAMES)('%s', (name) => {
  const problems = claimed(name, simulatedDevice(name)).flatMap((capability) => {
    const described = catalog.find(capability);
    return described ? problemsOf(capability, described, name) : [];
  });
  const isExpected = (text: string, [subject, why]: readonly [RegExp, RegExp]) => subject.test(text) && why.test(text);

  test('the device can have every capability that is mapped for it, and takes every value', () => {
    expect(problems.filter((text) => !EXPECTED[name].some((each) => isExpected(text, each)))).toEqual([]);
  });

  test('what is known not to be had is really not', () => {
    expect(EXPECTED[name].filter((each) => !problems.some((text) => isExpected(text, each)))).toEqual([]);
  });
});

test('the simulated gateways have most of all capabilities', () => {
  const counts = (['tr181', 'tr098'] as const).map((name) => claimed(name, simulatedDevice(name)).length);
  expect(Math.min(...counts)).toBeGreaterThan(110);
});
