import type { DeepReadonly, PreviewLine } from '#libs/api-contract';
import type { SessionLog } from '#libs/testing/cpe';
import type { ShownPreview } from '../harness/api-client.ts';
import { PLACES } from './places.ts';
import { idOf, Play } from './play.ts';
import type { Scenario } from './scenario.ts';
import { aPortMapping, attribute } from './wishes.ts';

/** What an RPC does, as the texts of a preview say it. */
function said(rpc: SessionLog['rpcs'][number]): readonly string[] {
  switch (rpc.method) {
    case 'SetParameterValues':
      return rpc.parameterList.map(({ name, value }) => `${name} = ${JSON.stringify(value)}`);
    case 'AddObject':
      return [`Add ${rpc.objectName}`];
    case 'DeleteObject':
      return [`Delete ${rpc.objectName}`];
    default:
      return [];
  }
}

/** The same in the words of a step. */
function foretold({ do: kind, text }: ShownPreview['steps'][number]): readonly string[] {
  switch (kind) {
    case 'set':
      return text.slice('Set '.length).split(/, (?=[A-Z]\w+\.)/);
    case 'delete':
      return [text.replace(/ \(.*/, '')];
    case 'add':
      return [text.slice(0, text.lastIndexOf('/'))];
    default:
      return [];
  }
}

/** What would be done is told before it is done, and then that is done. */
export const previews: Scenario = (stage, model) => {
  test('what a preview of a device says is what is done once it is published', async () => {
    const { api } = stage();
    const { portMappings, ntp, ssid } = PLACES[model];
    const play = new Play(stage(), 'preview', model);
    await play.publish([aPortMapping({ old: 99 })]);
    const cpe = await play.expected();
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    const wishes = [
      { capability: 'time.ntp', value: 'ntp1.isp.example' },
      { capability: 'wifi.2g.ssid', value: 'Casa' },
      aPortMapping({ web: 443 }),
    ];
    const before = [...cpe.ledger.rpcs];
    const preview = await api.preview(idOf(cpe), { profile: play.profile, draft: play.document(wishes) });
    expect(preview.unmet).toEqual([]);
    expect(cpe.ledger.rpcs).toEqual(before);

    await play.publish(wishes);
    const nowInForce = await api.preview(idOf(cpe));
    expect(nowInForce.steps).toEqual(preview.steps);
    expect(nowInForce.differences.map(({ subject }) => subject)).toEqual(
      preview.differences.map(({ subject }) => subject),
    );
    const rpcs = await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    const done = rpcs.flatMap(said);
    // The number of a new row is the device's to choose.
    const foreseen = preview.steps.flatMap(foretold).map((text) => text.replaceAll(/\{[^{}]*\}/g, '3'));
    expect(foreseen).toEqual(done);
    expect(done).toEqual(
      expect.arrayContaining([
        `Delete ${portMappings}2.`,
        `Add ${portMappings}`,
        `${ntp} = "ntp1.isp.example"`,
        `${ssid} = "Casa"`,
        `${portMappings}3.ExternalPort = "443"`,
      ]),
    );
    expect((await api.preview(idOf(cpe))).steps).toEqual([]);
  });

  test('a draft is counted over the devices it is for', async () => {
    const { api } = stage();
    const play = new Play(stage(), 'count', model);
    await play.publish([{ capability: 'time.ntp', value: 'ntp1.isp.example' }]);
    const gold = (ntp?: string) =>
      play.expected({ attributes: { plan: 'gold', ...(ntp === undefined ? {} : { ntp }) } });
    const asWanted = await gold('ntp1.isp.example');
    const differing = [await gold('ntp2.isp.example'), await gold('ntp3.isp.example')];
    const lacking = await gold();
    const released = await play.expected();
    for (const cpe of [asWanted, ...differing, lacking, released]) {
      await play.sessions(cpe);
      await play.standing(cpe, 'InSync');
    }
    const wishes = [{ capability: 'time.ntp', value: attribute('ntp') }];
    const selector = { 'attributes.scenario': play.profile, 'attributes.plan': 'gold' };
    const document = play.document(wishes, { selector });
    const lines = await api.text('POST', '/previews', { profile: play.profile, document });
    const last = JSON.parse(lines.trim().split('\n').at(-1) ?? '') as DeepReadonly<PreviewLine>;
    if (!('result' in last)) throw new Error(`it ended with ${JSON.stringify(last)}`);
    const { result } = last;
    expect(result).toMatchObject({ selected: 4, released: 1, problems: [], failed: { devices: 0 } });
    // As wanted; not touched, as its attribute is not there; released.
    expect(result.unchanged.devices).toBe(3);
    expect(result.shapes.map(({ devices, examples }) => [devices, examples.toSorted()])).toEqual([
      [2, differing.map(idOf).toSorted()],
    ]);
    expect(result.shapes[0]?.steps[0]).toContain(PLACES[model].ntp);
    expect(result.unmet).toEqual([
      expect.objectContaining({ subject: 'time.ntp', reason: 'missing_data', devices: 1, examples: [idOf(lacking)] }),
    ]);
    expect([asWanted, ...differing].map((cpe) => cpe.ledger.executed('SetParameterValues').length)).toEqual([1, 1, 1]);
  });
};
