import { randomBytes } from 'node:crypto';
import { RunningRollout } from '../e2e/running-rollout.ts';
import { eventually } from '../harness/eventually.ts';
import { PLACES } from './places.ts';
import { idOf, Play } from './play.ts';
import type { Scenario } from './scenario.ts';

const SSID = [{ capability: 'wifi.2g.ssid', value: 'Casa' }];

/** A rollout brings a device to another version, over whatever becomes of the Download. */
export const upgrades: Scenario = (stage, model) => {
  const { softwareVersion, ssid } = PLACES[model];
  const begin = async (cpe: Parameters<typeof idOf>[0]) => {
    const { api } = stage();
    const image = await api.addImage(randomBytes(20_000), { name: 'Gateway', version: '2.0.0' });
    return RunningRollout.start(api, [idOf(cpe)], { image: image.id });
  };
  const ended = (rollout: RunningRollout, device: string) =>
    eventually('the rollout is through with the device', async () => {
      const { state, permit } = await rollout.on(device);
      return permit !== 'inFlight' && state;
    });

  test('is sent its image once, and has succeeded when it runs that', async () => {
    const play = new Play(stage(), 'upgraded', model);
    const cpe = await play.expected({}, { transfers: 'fetch' });
    await play.sessions(cpe);
    const rollout = await begin(cpe);
    await play.sessions(cpe);
    expect(await ended(rollout, idOf(cpe))).toBe('succeeded');
    expect(cpe.tree.value(softwareVersion)).toBe('2.0.0');
    expect(cpe.ledger.executed('Download').map(({ key }) => key)).toEqual([rollout.key]);
  });

  test('whose answer to the Download is lost is not sent it again, as it has it', async () => {
    const play = new Play(stage(), 'upgrade-unanswered', model);
    const cpe = await play.expected({}, { transfers: 'fetch' });
    await play.sessions(cpe);
    const rollout = await begin(cpe);
    await play.session(cpe, { answer: ({ method }) => (method === 'Download' ? 'execute-and-vanish' : undefined) });
    await play.sessions(cpe);
    expect(await ended(rollout, idOf(cpe))).toBe('succeeded');
    expect(cpe.ledger.executed('Download').map(({ key }) => key)).toEqual([rollout.key]);
  });

  test('that loses its configuration by it is as declared again before it counts', async () => {
    const play = new Play(stage(), 'upgrade-resets', model);
    await play.publish(SSID);
    const cpe = await play.expected({}, { transfers: 'fetch', upgrades: 'resets' });
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    const rollout = await begin(cpe);
    await play.sessions(cpe);
    expect(await ended(rollout, idOf(cpe))).toBe('succeeded');
    expect([cpe.tree.value(softwareVersion), cpe.tree.value(ssid)]).toEqual(['2.0.0', 'Casa']);
  });
};
