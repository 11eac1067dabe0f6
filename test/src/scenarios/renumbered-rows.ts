import { PLACES } from './places.ts';
import { Play, rowsOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { aPortMapping } from './wishes.ts';

/** New firmware numbers the rows of a table anew: what was row 3 is the row of somebody else now. */
export const renumberedRows: Scenario = (stage, model) => {
  test.each([
    ['backwards', (row: number) => 4 - row],
    ['far away', (row: number) => row + 40],
    ['round', (row: number) => (row % 3) + 1],
  ])(
    'rows that are numbered %s are found again, none is added twice, that of the subscriber stays',
    async (way, number) => {
      const { portMappings, softwareVersion } = PLACES[model];
      const play = new Play(stage(), `renumbered-${way.replace(' ', '-')}`, model);
      await play.publish([aPortMapping({ web: 443, mail: 25 })]);
      const cpe = await play.expected();
      await play.sessions(cpe);
      await play.standing(cpe, 'InSync');
      const portsOf = () =>
        Object.fromEntries(
          rowsOf(cpe, portMappings).map((row) => [row, cpe.tree.value(`${portMappings}${row}.ExternalPort`)]),
        );
      const before = portsOf();
      expect(before).toEqual({ 1: '8080', 2: expect.any(String), 3: expect.any(String) });

      cpe.tree.renumber(portMappings, number);
      cpe.boot();
      cpe.changeValue(softwareVersion, '9.0.0');
      const rpcs = await play.sessions(cpe);
      const { rows } = await play.standing(cpe, 'InSync');
      const changes = ['AddObject', 'DeleteObject', 'SetParameterValues'];
      expect(rpcs.filter(({ method }) => changes.includes(method))).toEqual([]);
      const after = Object.fromEntries(Object.entries(before).map(([row, port]) => [number(Number(row)), port]));
      expect(portsOf()).toEqual(after);
      const bound = rows.map(({ row, instance }) => [row.slice(row.lastIndexOf('/') + 1), after[instance]]);
      expect(Object.fromEntries(bound)).toEqual({ web: '443', mail: '25' });
      // They are still Muster's own: it takes them away when they are declared no more.
      await play.publish([aPortMapping({ web: 443 })]);
      await play.sessions(cpe);
      await play.standing(cpe, 'InSync');
      expect(Object.values(portsOf()).toSorted()).toEqual(['443', '8080']);
    },
  );
};
