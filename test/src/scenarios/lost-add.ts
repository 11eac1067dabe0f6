import { PLACES } from './places.ts';
import { Play, rowsOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { aPortMapping } from './wishes.ts';

/** The line breaks while a row is being added (TR-069 has no way to ask twice for the same). */
export const lostAdd: Scenario = (stage, model) => {
  test.each([
    ['done, but not answered', 'execute-and-vanish'],
    ['lost on the way', 'vanish'],
  ] as const)('an AddObject that was %s makes one row', async (_, quirk) => {
    const { portMappings } = PLACES[model];
    const play = new Play(stage(), `lost-add-${quirk}`, model);
    await play.publish([aPortMapping({ web: 443 })]);
    const cpe = await play.expected();
    const broken = await play.session(cpe, { answer: ({ method }) => (method === 'AddObject' ? quirk : undefined) });
    expect(broken.outcome).toBe('abandoned');
    const rpcs = await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    expect(rpcs[0]).toMatchObject({ method: 'GetParameterNames', parameterPath: portMappings });
    expect(cpe.ledger.executed('AddObject')).toHaveLength(1);
    expect(rowsOf(cpe, portMappings)).toEqual([1, 2]);
    expect(cpe.tree.value(`${portMappings}2.ExternalPort`)).toBe('443');
  });
};
