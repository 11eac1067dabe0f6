import type { Cpe } from '#libs/testing/cpe';
import { PLACES, type PlayedModel } from './places.ts';
import { Play, rowsOf } from './play.ts';
import type { Scenario } from './scenario.ts';
import { aChild, aPortMapping } from './wishes.ts';

const CHANGES: readonly string[] = ['AddObject', 'DeleteObject', 'SetParameterValues'];

/** By the numbers of their rows: the ports that are mapped, and of the hosts with limited times, when these begin. */
function rowsHeld(cpe: Cpe, model: PlayedModel) {
  const { portMappings, parental, windows } = PLACES[model];
  const held = (table: string, column: string) =>
    Object.fromEntries(rowsOf(cpe, table).map((row) => [row, cpe.tree.value(`${table}${row}.${column}`)]));
  const hosts = rowsOf(cpe, parental).map((host) => [host, held(`${parental}${host}.${windows}`, 'StartTime')]);
  return { ports: held(portMappings, 'ExternalPort'), hosts: Object.fromEntries(hosts) };
}

/** With other numbers. */
function moved<T>(rows: Readonly<Record<string, T>>, number: (row: number) => number): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(rows).map(([row, held]) => [number(Number(row)), held]));
}

/** New firmware numbers the rows of tables anew: what was row 3 is the row of somebody else now. */
export const renumberedRows: Scenario = (stage, model) => {
  test.each([
    ['backwards', (row: number) => 4 - row],
    ['far away', (row: number) => row + 40],
    ['round', (row: number) => (row % 3) + 1],
  ])('rows that are numbered %s are found again, also those in rows, and none is added twice', async (way, number) => {
    const { portMappings, parental, windows, softwareVersion } = PLACES[model];
    const play = new Play(stage(), `renumbered-${way.replace(' ', '-')}`, model);
    await play.publish([aPortMapping({ web: 443, mail: 25 }), aChild({ morning: 9, evening: 19 })]);
    const cpe = await play.expected();
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    const before = rowsHeld(cpe, model);
    // The first was there from the beginning.
    expect(Object.entries(before.ports)[0]).toEqual(['1', '8080']);
    expect(Object.keys(before.ports)).toEqual(['1', '2', '3']);
    expect(before.hosts).toEqual({ 1: { 1: expect.any(String), 2: expect.any(String) } });

    cpe.tree.renumber(`${parental}1.${windows}`, number);
    cpe.tree.renumber(parental, number);
    cpe.tree.renumber(portMappings, number);
    cpe.boot();
    cpe.changeValue(softwareVersion, '9.0.0');
    const rpcs = await play.sessions(cpe);
    const { rows } = await play.standing(cpe, 'InSync');
    expect(rpcs.filter(({ method }) => CHANGES.includes(method))).toEqual([]);
    const after = rowsHeld(cpe, model);
    expect(after.ports).toEqual(moved(before.ports, number));
    expect(after.hosts).toEqual(moved({ 1: moved(before.hosts[1] ?? {}, number) }, number));
    const bound = rows.filter(({ row }) => row.startsWith(portMappings));
    const named = bound.map(({ row, instance }) => [row.slice(row.lastIndexOf('/') + 1), after.ports[instance]]);
    expect(Object.fromEntries(named)).toEqual({ web: '443', mail: '25' });
    // They are still Muster's own: it takes them away when they are declared no more.
    await play.publish([aPortMapping({ web: 443 }), { ...aChild({}), rows: {} }]);
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    const left = rowsHeld(cpe, model);
    expect(Object.values(left.ports).toSorted()).toEqual(['443', '8080']);
    expect(left.hosts).toEqual({});
  });
};
