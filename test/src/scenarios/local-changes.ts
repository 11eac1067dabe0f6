import { PLACES } from './places.ts';
import { Play, valuesOf } from './play.ts';
import type { Scenario } from './scenario.ts';

/** Somebody at home changes what is declared: some of it is the subscriber's to change. */
export const localChanges: Scenario = (stage, model) => {
  test('what is enforced is put back, what was seeded stays changed', async () => {
    const { ssid, ntp } = PLACES[model];
    const play = new Play(stage(), 'local-changes', model);
    await play.publish([
      { capability: 'wifi.2g.ssid', value: 'Casa', mode: 'seed', notify: 'active' },
      { capability: 'time.ntp', value: 'ntp1.isp.example', notify: 'active' },
    ]);
    const cpe = await play.expected();
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    cpe.changeValue(ssid, 'My own');
    cpe.changeValue(ntp, 'ntp.elsewhere.example');
    const rpcs = await play.sessions(cpe);
    const set = rpcs.flatMap((rpc) => (rpc.method === 'SetParameterValues' ? rpc.parameterList : []));
    expect(set.map(({ name, value }) => [name, value])).toEqual([[ntp, 'ntp1.isp.example']]);
    await play.standing(cpe, 'InSync');
    expect(valuesOf(cpe, [ssid, ntp])).toEqual(['My own', 'ntp1.isp.example']);

    // It stays the subscriber's when the rest of the profile changes.
    await play.publish([
      { capability: 'wifi.2g.ssid', value: 'Casa', mode: 'seed', notify: 'active' },
      { capability: 'time.ntp', value: 'ntp2.isp.example', notify: 'active' },
    ]);
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    expect(valuesOf(cpe, [ssid, ntp])).toEqual(['My own', 'ntp2.isp.example']);
  });
};
