import { PLACES } from './places.ts';
import { Play } from './play.ts';
import type { Scenario } from './scenario.ts';

const HOUR_MS = 3_600_000;

/** A device, or somebody at it, insists on something else than what is declared. */
export const contestedValues: Scenario = (stage, model) => {
  test('a value that is changed back again and again is left alone, and both sides are named', async () => {
    const { ntp } = PLACES[model];
    const play = new Play(stage(), 'contested', model);
    await play.publish([{ capability: 'time.ntp', value: 'ntp1.isp.example', notify: 'active' }]);
    const cpe = await play.expected();
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    const sets = () => cpe.ledger.executed('SetParameterValues').length;
    for (let n = 1; n <= 3; n++) {
      cpe.changeValue(ntp, 'ntp.stubborn.example');
      await play.sessions(cpe);
      await play.standing(cpe, 'InSync');
      expect(sets()).toBe(1 + n);
    }
    cpe.changeValue(ntp, 'ntp.stubborn.example');
    await play.sessions(cpe);
    const { findings, conditions } = await play.standing(cpe, 'Contested');
    expect(sets()).toBe(4);
    expect(findings).toEqual([
      expect.objectContaining({ subject: ntp, desired: 'ntp1.isp.example', reported: 'ntp.stubborn.example' }),
    ]);
    expect(conditions[0]?.message).toContain(`${play.profile}@1 (/entries/0)`);
    expect(conditions[0]?.message).toMatch(/somebody at the device \(4 VALUE CHANGE\)/);
  });

  test('a device that lies about a value is told once, and contested at the second time', async () => {
    const { ntp, ssid } = PLACES[model];
    const play = new Play(stage(), 'liar', model);
    await play.publish([
      { capability: 'time.ntp', value: 'ntp1.isp.example' },
      { capability: 'wifi.2g.ssid', value: 'Casa' },
    ]);
    const cpe = await play.expected();
    const sets = () => cpe.ledger.executed('SetParameterValues').length;
    const session = () =>
      play.session(cpe, {
        answer: ({ method }) => {
          // It has said that it took it over.
          if (method !== 'SetParameterValues') cpe.tree.put(ntp, 'ntp.stubborn.example');
          return undefined;
        },
      });
    await session();
    expect(cpe.tree.value(ssid)).toBe('Casa');
    await play.standing(cpe, 'Drifted');
    const tried = sets();
    for (let n = 0; n < 3; n++) {
      cpe.boot();
      await session();
    }
    const [drifted] = (await play.standing(cpe, 'Drifted')).findings;
    expect(drifted).toMatchObject({ subject: ntp, reason: 'Ignored', reported: 'ntp.stubborn.example' });
    expect(sets()).toBe(tried);

    await stage().later(HOUR_MS);
    for (let n = 0; n < 3; n++) {
      cpe.boot();
      await session();
    }
    const { findings } = await play.standing(cpe, 'Contested');
    expect(sets()).toBe(tried + 1);
    expect(findings).toEqual([
      expect.objectContaining({ subject: ntp, desired: 'ntp1.isp.example', reported: 'ntp.stubborn.example' }),
    ]);
    expect(findings[0]?.detail).toMatch(`${play.profile}@1 (/entries/0) and the CPE itself want different things`);
  });

  test('a seed that a device ignores at first is told and tried again, and is the subscriber’s once it is there', async () => {
    const { ssid } = PLACES[model];
    const play = new Play(stage(), 'late-seed', model);
    await play.publish([{ capability: 'wifi.2g.ssid', value: 'Casa', mode: 'seed', notify: 'active' }]);
    const cpe = await play.expected();
    const before = cpe.tree.value(ssid) ?? '';
    await play.session(cpe, {
      answer: ({ method }) => {
        if (method !== 'SetParameterValues') cpe.tree.put(ssid, before);
        return undefined;
      },
    });
    await play.sessions(cpe);
    const { findings } = await play.standing(cpe, 'Drifted');
    expect(findings).toMatchObject([{ subject: ssid, reason: 'Ignored', desired: 'Casa', reported: before }]);
    await stage().later(HOUR_MS);
    cpe.boot();
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    expect(cpe.tree.value(ssid)).toBe('Casa');
    cpe.changeValue(ssid, 'My own');
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    expect(cpe.tree.value(ssid)).toBe('My own');
  });
};
