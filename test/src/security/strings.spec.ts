import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

const SCRIPT = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const { acs, api, newCpe, knownCpe } = acsForTests({ MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: '100' });

/** As browsers write an element down: texts escaped, markup as it was given. */
class Written {
  innerHTML = '';
  readonly #attributes: string[] = [];

  constructor(private readonly tag: string) {}

  setAttribute(name: string, value: string): void {
    this.#attributes.push(` ${name}="${escaped(value)}"`);
  }

  addEventListener(): void {}

  append(...children: readonly (Written | string)[]): void {
    for (const child of children) this.innerHTML += child instanceof Written ? child.whole : escaped(String(child));
  }

  get whole(): string {
    return `<${this.tag}${this.#attributes.join('')}>${this.innerHTML}</${this.tag}>`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** What a module of the page of rollouts makes of an answer of the API, where it is `written` in a document. */
async function written(file: string, name: string, ...given: readonly unknown[]): Promise<string> {
  const whole = path.join(PROJECT_ROOT, 'libs/services/api/src/rollouts-page', file);
  const make = ((await import(pathToFileURL(whole).href)) as Readonly<Record<string, unknown>>)[name];
  if (typeof make !== 'function') throw new Error(`${file} has no ${name}`);
  Object.assign(globalThis, { document: { createElement: (tag: string) => new Written(tag) } });
  try {
    const body = new Written('body');
    body.append(...(make(...given) as readonly (Written | string)[]));
    return body.whole;
  } finally {
    Reflect.deleteProperty(globalThis, 'document');
  }
}

test('a version that is script is text on the page of rollouts, and faults are told without what the device said of them (18)', async () => {
  const cpe = await knownCpe('SCRIPTED', { productClass: '<b onclick=alert(3)>' });
  cpe.tree.put('Device.DeviceInfo.SoftwareVersion', SCRIPT);
  await runSession(cpe);
  const deviceId = (await api.devices({ 'identity.serialNumber': 'SCRIPTED' }))[0]?.id;
  const { id: image } = await api.addImage(Buffer.from('new'), { name: 'Router', version: '9' });
  const document = {
    image,
    target: { filter: { 'identity.serialNumber': 'SCRIPTED' }, mode: 'frozen' },
    waves: [{ size: { percent: 100 } }],
    permits: { cap: 1 },
    approval: false,
    allowDowngrade: true,
    deadlineAt: new Date(Date.now() + 24 * 3_600_000).toISOString(),
  };
  const order = { name: SCRIPT, document, author: 'anna' };
  const { id } = await api.request<{ readonly id: string }>('POST', '/rollouts', order);
  for (const act of ['submit', 'start']) await api.request('POST', `/rollouts/${id}/${act}`, { by: 'anna' });
  const key = await eventually('it is sent the image', async () => {
    return (await runSession(cpe)).find(({ request }) => request.method === 'Download')?.request.text('CommandKey');
  });
  cpe.finishTransfer(key, 9018, 'in its own words');
  await runSession(cpe);
  const devices = await eventually('it failed', async () => {
    const page = await api.request<{ readonly devices: readonly unknown[] }>(
      'GET',
      `/rollouts/${id}/devices?state=failed`,
    );
    return page.devices.length > 0 && page.devices;
  });
  const html = await written('devices.js', 'deviceTable', devices, true);
  expect(html).toContain(`${escaped(SCRIPT)} → 9`);
  expect(html).not.toContain('in its own words');
  expect(html).toContain(escaped(deviceId ?? '?'));
  expect(html).not.toMatch(/<(?:img|script|b)\b|<[^>]* on\w+=/);
  // And if it were markup: nothing inline runs, nothing is fetched from elsewhere.
  const { headers } = await fetch(`${acs().httpUrl}/rollouts`);
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('parameters that are named as what every object has are parameters, and nothing else (19)', async () => {
  const cpe = newCpe('POLLUTING');
  const names = ['__proto__.polluted', 'constructor.prototype.polluted', 'Device.__proto__.polluted', '$where.a'];
  for (const name of names) cpe.tree.put(name, 'yes');
  cpe.informed = [...cpe.informed, ...names];
  await runSession(cpe);
  const isThere = async () => (await api.value(cpe.deviceId, 'Device.__proto__.polluted')) === 'yes';
  await eventually('it is kept as any', isThere);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  // Filters of operators reach no further than data either.
  for (const filter of [{ $where: 'sleep(1)' }, { tags: { $function: {} } }]) {
    await expect(api.devices(filter)).rejects.toThrow(/: 4\d\d /);
  }
});
