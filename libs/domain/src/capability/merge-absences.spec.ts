import { aRow, aSetting, aTable, SOURCE } from '../desired/testing/a-desired.ts';
import { mergeAbsences } from './merge-absences.ts';

const ROW = 'Device.X.3.';

function absent(priority: number, path = ROW) {
  return { path, source: SOURCE, priority };
}

function setting(priority: number, path = `${ROW}Enable`) {
  return { ...aSetting(path, '1'), priority };
}

test.each([
  ['the absence, of higher priority', 2, 1, [0, 1, 0]],
  ['the setting, of higher priority', 1, 2, [1, 0, 0]],
  ['neither, of the same priority', 1, 1, [0, 0, 1]],
])('an object that must not be there, and a setting in it: %s', (_, ofAbsence, ofSetting, counts) => {
  const merged = mergeAbsences({ settings: [setting(ofSetting)], tables: [], absent: [absent(ofAbsence)] });
  expect([merged.settings.length, merged.absent.length, merged.unmet.length]).toEqual(counts);
});

test('what is beside it is not concerned', () => {
  const beside = setting(1, 'Device.X.30.Enable');
  expect(mergeAbsences({ settings: [beside], tables: [], absent: [absent(1), absent(2)] })).toEqual({
    settings: [beside],
    tables: [],
    absent: [absent(2)],
    unmet: [],
  });
});

test('rows below it exclude it as well, unless they must not be there either', () => {
  const table = { ...aTable(`${ROW}Y.`, []), priority: 1, undecided: false };
  const rows = [{ ...aRow('a', {}), priority: 1 }];
  const forbidden = [{ ...aRow('a', {}, { mode: 'forbid' }), priority: 1 }];
  const merge = (made: typeof rows) =>
    mergeAbsences({ settings: [], tables: [{ ...table, rows: made }], absent: [absent(1)] });
  expect(merge(rows)).toMatchObject({ tables: [], absent: [], unmet: [{ subject: ROW, reason: 'conflict' }] });
  expect(merge(forbidden)).toMatchObject({ tables: [{ path: table.path }], absent: [{ path: ROW }], unmet: [] });
});
