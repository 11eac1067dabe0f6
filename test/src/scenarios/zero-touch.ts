import { PLACES } from './places.ts';
import { idOf, Play, valuesOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { attribute, secret } from './wishes.ts';

const HOME = [
  { capability: 'wifi.2g.ssid', value: attribute('ssid'), mode: 'seed' },
  { capability: 'wifi.2g.passphrase', value: secret('wifi') },
  { capability: 'wan.pppoe.username', value: `${attribute('line')}@isp.example` },
  { capability: 'time.ntp', value: 'ntp1.isp.example' },
];
const SECRET = 'correct-horse-battery';

/** A device comes out of its box, and is what its subscriber has ordered. */
export const zeroTouch: Scenario = (stage, model) => {
  test('a device that was declared before it came is as declared after its first session', async () => {
    const { api } = stage();
    const { ssid, pppoeUser, ntp, passphrases, root } = PLACES[model];
    const play = new Play(stage(), 'zero-touch', model);
    await play.publish(HOME);
    const cpe = await play.expected({ attributes: { ssid: 'Casa', line: 'line17' }, secrets: { wifi: SECRET } });
    await play.session(cpe);
    const { profiles } = await play.standing(cpe, 'InSync');
    expect(profiles).toEqual([`${play.profile}@1`]);
    expect(valuesOf(cpe, [ssid, pppoeUser, ntp])).toEqual(['Casa', 'line17@isp.example', 'ntp1.isp.example']);

    // Nothing is left to do.
    expect(await play.sessions(cpe)).toEqual([]);
    const holding: string[] = [];
    cpe.tree.visit(root, (name) => {
      if (cpe.tree.value(name)?.includes(SECRET)) holding.push(name);
    });
    expect(holding).toEqual(passphrases);
    const id = encodeURIComponent(idOf(cpe));
    for (const part of ['', '/sync', '/secrets', '/commands', '/events?limit=200', '/parameters?path=&limit=5000']) {
      expect(await api.text('GET', `/devices/${id}${part}`)).not.toContain(SECRET);
    }
  });
};
