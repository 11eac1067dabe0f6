import type { ComplianceList, DeepReadonly } from '#libs/api-contract';
import { PLACES } from './places.ts';
import { idOf, Play, valuesOf } from './play.ts';
import type { Scenario } from './scenario.ts';

/** The simulated devices take 64 characters. */
const TOO_LONG = `${'ntp.'.repeat(20)}isp.example`;

/** A device does not take all that it is told; who must know reads it in the compliance report. */
export const refusedValues: Scenario = (stage, model) => {
  test('what is refused is told with its fault, the rest is set', async () => {
    const { api } = stage();
    const { ssid, ntp, pppoeUser } = PLACES[model];
    const play = new Play(stage(), 'refused-values', model);
    await play.publish([
      { capability: 'wifi.2g.ssid', value: 'Casa' },
      { capability: 'time.ntp', value: TOO_LONG },
      { capability: 'wan.pppoe.username', value: 'line17@isp.example' },
    ]);
    const startedAt = new Date().toISOString();
    const cpe = await play.expected();
    await play.sessions(cpe);
    const { findings, conditions } = await play.standing(cpe, 'Degraded');
    expect(valuesOf(cpe, [ssid, ntp, pppoeUser])).toEqual(['Casa', 'pool.ntp.org', 'line17@isp.example']);
    const refusals = cpe.ledger.rpcs.filter(({ faultCode }) => faultCode === 9003);
    expect(refusals).toHaveLength(1);
    const finding = {
      subject: ntp,
      condition: 'Degraded',
      reason: 'Refused',
      desired: TOO_LONG,
      reported: 'pool.ntp.org',
      detail: expect.stringContaining('fault 9007'),
      source: { profile: play.profile, revision: 1, pointer: '/entries/1' },
    };
    expect(findings).toEqual([expect.objectContaining(finding)]);
    expect(conditions[0]?.message).toContain(ntp);

    // It is left alone: who asks again gets the same answer, of the same time.
    await play.sessions(cpe);
    const list = await api.request<DeepReadonly<ComplianceList>>('GET', `/compliance?profile=${play.profile}`);
    expect(list.devices).toEqual([
      expect.objectContaining({ deviceId: idOf(cpe), differing: 1, findings, profiles: [`${play.profile}@1`] }),
    ]);
    const [since = ''] = findings.map((one) => one.since);
    expect(since > startedAt && since <= new Date().toISOString()).toBe(true);
    const table = await api.text('GET', `/compliance.csv?profile=${play.profile}`);
    const [header = '', line = '', ...more] = table.trim().split('\r\n');
    const columns = header.split(',');
    const cells = Object.fromEntries(line.split(',').map((cell, n) => [columns[n], cell]));
    expect(more).toEqual([]);
    expect(cells).toMatchObject({
      deviceId: idOf(cpe),
      subject: ntp,
      condition: 'Degraded',
      reason: 'Refused',
      desired: TOO_LONG,
      reported: 'pool.ntp.org',
      since,
      declaredBy: `${play.profile}@1/entries/1`,
    });
    expect(cells.conditionsSince).toBe(conditions[0]?.since);

    // What the CPE takes is set at once, and there is nothing to report any more.
    await play.publish([{ capability: 'time.ntp', value: 'ntp1.isp.example' }]);
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    expect(cpe.tree.value(ntp)).toBe('ntp1.isp.example');
    expect((await api.text('GET', `/compliance.csv?profile=${play.profile}`)).trim().split('\r\n')).toHaveLength(1);
  });
};
