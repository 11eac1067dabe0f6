import { PLACES } from './places.ts';
import { Play } from './play.ts';
import type { Scenario } from './scenario.ts';

const NTP = [{ capability: 'time.ntp', value: 'ntp1.isp.example' }];
const STATUS_1 = { writeStatus: 1 } as const;

/** A device that takes what it is told at its next boot only (Status 1, TR-069 A.3.2.1). */
export const rebootNeeded: Scenario = (stage, model) => {
  test('is rebooted where its profile allows it, once', async () => {
    const play = new Play(stage(), 'reboot-allowed', model);
    await play.publish(NTP, { reboot: 'whenNeeded' });
    const cpe = await play.expected({}, STATUS_1);
    const first = await play.session(cpe);
    expect(first.rpcs.at(-1)?.method).toBe('Reboot');
    const { conditions } = await play.standing(cpe, 'Reconciling', 'RebootPending');
    expect(conditions[0]).toMatchObject({ reason: 'Rebooting' });
    expect(cpe.wantsSession()).toBe(true);
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    expect(cpe.ledger.executed('Reboot')).toHaveLength(1);
    expect(cpe.tree.value(PLACES[model].ntp)).toBe('ntp1.isp.example');
  });

  test('waits for a boot where it does not, and nothing is sent again meanwhile', async () => {
    const play = new Play(stage(), 'reboot-refused', model);
    await play.publish(NTP);
    const cpe = await play.expected({}, STATUS_1);
    await play.sessions(cpe);
    await play.standing(cpe, 'RebootPending');
    expect(cpe.ledger.executed('Reboot')).toEqual([]);
    expect(cpe.ledger.executed('SetParameterValues')).toHaveLength(1);
    expect(await play.sessions(cpe)).toEqual([]);
    cpe.boot();
    const rpcs = await play.sessions(cpe);
    // What was accepted is looked at, not believed.
    expect(rpcs.map(({ method }) => method)).toEqual(['GetParameterValues']);
    await play.standing(cpe, 'InSync');
  });
};
