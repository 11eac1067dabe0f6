import { eventually } from '../harness/eventually.ts';
import { PLACES } from './places.ts';
import { idOf, Play, rowsOf, valuesOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { aPortMapping, secret } from './wishes.ts';

const HOME = [
  { capability: 'wifi.2g.ssid', value: 'Casa', mode: 'seed' },
  { capability: 'wifi.2g.passphrase', value: secret('wifi') },
  { capability: 'time.ntp', value: 'ntp1.isp.example' },
  aPortMapping({ web: 443 }),
];

/** The subscriber presses the reset button: everything is back without a word from anybody. */
export const factoryReset: Scenario = (stage, model) => {
  test('a device that was reset is as declared again, secret and rows included', async () => {
    const { ssid, ntp, passphrases, portMappings } = PLACES[model];
    const play = new Play(stage(), 'factory-reset', model);
    await play.publish(HOME);
    const cpe = await play.expected({ secrets: { wifi: 'correct-horse-battery' } });
    await play.sessions(cpe);
    const before = await play.standing(cpe, 'InSync');
    const isAsDeclared = () => {
      expect(valuesOf(cpe, [ssid, ntp])).toEqual(['Casa', 'ntp1.isp.example']);
      expect(valuesOf(cpe, passphrases)).toEqual(passphrases.map(() => 'correct-horse-battery'));
      expect(rowsOf(cpe, portMappings)).toEqual([1, 2]);
      expect(cpe.tree.value(`${portMappings}2.ExternalPort`)).toBe('443');
    };
    isAsDeclared();

    cpe.factoryReset();
    expect(cpe.tree.value(ssid)).not.toBe('Casa');
    expect(rowsOf(cpe, portMappings)).toEqual([1]);
    await play.sessions(cpe);
    const after = await play.standing(cpe, 'InSync');
    isAsDeclared();
    expect(after.rows).toEqual(before.rows);
    // The history is written by whoever comes to it, beside the session.
    await eventually('both bootstraps are told', async () => {
      const told = (await stage().api.events(idOf(cpe))).filter(({ type }) => type === 'device.bootstrapped');
      return told.length === 2 || undefined;
    });
  });

  test.each(['AddObject', 'SetParameterValues', 'DeleteObject'] as const)(
    'a device that was reset in the middle of %s is as declared, and no row is there twice',
    async (method) => {
      const { ntp, portMappings } = PLACES[model];
      const play = new Play(stage(), `reset-in-${method.toLowerCase()}`, model);
      await play.publish([aPortMapping({ old: 99, older: 98 })]);
      const cpe = await play.expected();
      await play.sessions(cpe);
      await play.publish([aPortMapping({ web: 443, mail: 25 }), { capability: 'time.ntp', value: 'ntp1.isp.example' }]);
      const broken = await play.session(cpe, {
        answer: (request) => (request.method === method ? 'execute-and-vanish' : undefined),
      });
      expect(broken.outcome).toBe('abandoned');
      cpe.factoryReset();
      await play.sessions(cpe);
      const { rows } = await play.standing(cpe, 'InSync');
      expect(cpe.tree.value(ntp)).toBe('ntp1.isp.example');
      const ports = rowsOf(cpe, portMappings).map((row) => cpe.tree.value(`${portMappings}${row}.ExternalPort`));
      expect(ports.toSorted()).toEqual(['25', '443', '8080']);
      expect(rows.filter(({ owned }) => owned)).toHaveLength(2);
    },
  );
};
