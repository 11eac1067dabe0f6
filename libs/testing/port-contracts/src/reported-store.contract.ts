import type { ParameterValue } from '#libs/cwmp';
import type { DeviceId, ReportedStore } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId } from './fixtures.ts';

const T1 = '2026-01-01T00:00:01.000Z';
const T2 = '2026-01-01T00:00:02.000Z';

/** What every ReportedStore promises. */
export function reportedStoreContract(name: string, make: MakeAdapter<ReportedStore>): void {
  describe(`ReportedStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: ReportedStore;
    let deviceId: DeviceId;

    beforeEach(async () => {
      made = await make();
      store = made.port;
      deviceId = aDeviceId();
    });
    afterEach(() => made.close());

    const values = (...names: readonly string[]): readonly ParameterValue[] =>
      names.map((path) => ({ name: path, value: `value of ${path}`, type: 'string' }));
    const names = (...paths: readonly string[]) => paths.map((path) => ({ name: path, writable: false }));
    const pathsBelow = async (path = '') =>
      (await store.read(deviceId, { path, limit: 100_000 })).map((parameter) => parameter.path);

    test('a value is read back with its type and time, also after a restart', async () => {
      const value: ParameterValue = { name: 'Device.ManagementServer.URL', value: 'http://ä/?a="\\', type: 'string' };
      await store.mergeValues(deviceId, [value], T1);
      const again = (await made.reopen?.()) ?? store;
      const expected = [{ path: value.name, value: value.value, type: 'string', readAt: T1 }];
      expect(await again.lookup(deviceId, [value.name])).toEqual(expected);
      expect(await again.read(deviceId, { path: '', limit: 10 })).toEqual(expected);
      expect(await again.lookup(aDeviceId(), [value.name])).toEqual([]);
    });

    test('merging returns what changed, with the value before', async () => {
      const [a, b, c] = ['Device.A.X', 'Device.A.Y', 'Device.B.Z'];
      const first = await store.mergeValues(deviceId, values(a, b), T1);
      expect(first).toEqual([
        { name: a, value: `value of ${a}` },
        { name: b, value: `value of ${b}` },
      ]);
      const second = await store.mergeValues(deviceId, [...values(a, c), { name: b, value: '', type: 'string' }], T2);
      expect(second).toEqual([
        { name: c, value: `value of ${c}` },
        { name: b, value: '', previous: `value of ${b}` },
      ]);
      const [unchanged] = await store.lookup(deviceId, [a]);
      expect(unchanged?.readAt).toBe(T2);
    });

    test('a known name without a value counts as changed when its first value comes', async () => {
      await store.mergeNames(deviceId, 'Device.A.', [{ name: 'Device.A.X', writable: true }], false);
      expect(await store.mergeValues(deviceId, values('Device.A.X'), T1)).toEqual([
        { name: 'Device.A.X', value: 'value of Device.A.X' },
      ]);
      const [parameter] = await store.lookup(deviceId, ['Device.A.X']);
      expect(parameter).toMatchObject({ writable: true, readAt: T1 });
    });

    test('reads in path order, instance numbers by their value', async () => {
      const inOrder = [
        'Device.',
        'Device.Hosts.',
        'Device.Hosts.Host.1.Name',
        'Device.Hosts.Host.2.Name',
        'Device.Hosts.Host.10.Name',
        'Device.Hosts.Host.10.Name2',
        'Device.Hosts.HostNumberOfEntries',
        'Device.RootDataModelVersion',
        'Device.WiFi.Radio.1.Enable',
        'Device.WiFi.Radio.[alias].Enable',
      ];
      await store.mergeNames(deviceId, '', names('Device.Hosts.', 'Device.'), false);
      await store.mergeValues(deviceId, values(...inOrder.filter((path) => !path.endsWith('.')).toReversed()), T1);
      expect(await pathsBelow()).toEqual(inOrder);
    });

    test('reads an exact parameter, an object with what is below it, or everything', async () => {
      await store.mergeValues(deviceId, values('Device.A.B.1.C', 'Device.A.B.10.C', 'Device.A.BC', 'Device.D'), T1);
      expect(await pathsBelow('Device.A.BC')).toEqual(['Device.A.BC']);
      expect(await pathsBelow('Device.A.B.')).toEqual(['Device.A.B.1.C', 'Device.A.B.10.C']);
      expect(await pathsBelow('Device.A.B.1.')).toEqual(['Device.A.B.1.C']);
      expect(await pathsBelow('Device.A.B')).toEqual([]);
      expect(await pathsBelow('Device.D')).toEqual(['Device.D']);
      expect(await pathsBelow('Device.')).toHaveLength(4);
      expect(await pathsBelow('')).toHaveLength(4);
    });

    test('reads page by page', async () => {
      const all = Array.from({ length: 500 }, (_, index) => `Device.T${index % 7}.Row.${index}.Name`);
      await store.mergeValues(deviceId, values(...all), T1);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.read(deviceId, { path: 'Device.', limit: 64, ...(after !== undefined && { after }) });
        expect(page.length).toBeLessThanOrEqual(64);
        seen.push(...page.map(({ path }) => path));
        after = page.at(-1)?.path;
      } while (after !== undefined);
      expect(seen).toEqual(await pathsBelow());
      expect(new Set(seen)).toEqual(new Set(all));
    });

    test('names that are a trap for objects are names like others', async () => {
      const traps = [
        '__proto__',
        'Device.__proto__.polluted',
        'Device.constructor.prototype',
        'toString',
        'Device.A..B',
      ];
      await store.mergeValues(deviceId, values(...traps), T1);
      expect(new Set(await pathsBelow())).toEqual(new Set(traps));
      expect((await store.lookup(deviceId, traps)).map(({ path }) => path)).toEqual(traps);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    });

    test('looks up what is known, in the order asked for', async () => {
      await store.mergeValues(deviceId, values('Device.A.X', 'Device.B.Y'), T1);
      const found = await store.lookup(deviceId, ['Device.B.Y', 'Device.None', 'Device.A.X']);
      expect(found.map(({ path }) => path)).toEqual(['Device.B.Y', 'Device.A.X']);
    });

    test('counts parameters and objects', async () => {
      expect(await store.count(deviceId)).toEqual({ parameters: 0, objects: 0 });
      await store.mergeNames(deviceId, '', names('Device.', 'Device.A.', 'Device.A.X', 'Device.B.Y'), false);
      await store.mergeValues(deviceId, values('Device.A.X', 'Device.A.Z'), T1);
      expect(await store.count(deviceId)).toEqual({ parameters: 3, objects: 2 });
    });

    describe('merging names', () => {
      test('forgets what is not listed below the path, and keeps values and everything beside it', async () => {
        await store.mergeValues(deviceId, values('Device.A.Keep', 'Device.A.Gone', 'Device.AB.X', 'Device.Y'), T1);
        await store.mergeNames(deviceId, 'Device.A.', names('Device.A.', 'Device.A.Keep', 'Device.A.New'), false);
        expect(await pathsBelow()).toEqual(['Device.A.', 'Device.A.Keep', 'Device.A.New', 'Device.AB.X', 'Device.Y']);
        const [kept, fresh] = await store.lookup(deviceId, ['Device.A.Keep', 'Device.A.New']);
        expect(kept).toMatchObject({ value: 'value of Device.A.Keep', readAt: T1, writable: false });
        expect(fresh).toEqual({ path: 'Device.A.New', writable: false });
      });

      test('an empty path is about everything', async () => {
        await store.mergeValues(deviceId, values('Device.A.X', 'Old.B.Y'), T1);
        await store.mergeNames(deviceId, '', names('Device.', 'Device.A.', 'Device.A.X'), false);
        expect(await pathsBelow()).toEqual(['Device.', 'Device.A.', 'Device.A.X']);
      });

      test('of one level compares the children; what is below those that exist stays', async () => {
        await store.mergeValues(
          deviceId,
          values('Device.T.1.A.X', 'Device.T.2.A.X', 'Device.T.10.A.X', 'Device.T.Leaf', 'Device.U.X'),
          T1,
        );
        await store.mergeNames(deviceId, 'Device.T.', names('Device.T.1.', 'Device.T.10.', 'Device.T.3.'), true);
        expect(await pathsBelow()).toEqual([
          'Device.T.1.',
          'Device.T.1.A.X',
          'Device.T.3.',
          'Device.T.10.',
          'Device.T.10.A.X',
          'Device.U.X',
        ]);
      });

      test('of one level at the top compares the subtrees', async () => {
        await store.mergeValues(deviceId, values('Device.A.X.Y', 'Device.B.X.Y', 'Device.Leaf'), T1);
        await store.mergeNames(deviceId, 'Device.', names('Device.A.', 'Device.Leaf'), true);
        expect(await pathsBelow()).toEqual(['Device.A.', 'Device.A.X.Y', 'Device.Leaf']);
      });

      test('of a single parameter is about that one', async () => {
        await store.mergeValues(deviceId, values('Device.A.X', 'Device.A.XY'), T1);
        await store.mergeNames(deviceId, 'Device.A.X', [{ name: 'Device.A.X', writable: true }], false);
        expect((await store.lookup(deviceId, ['Device.A.X']))[0]).toMatchObject({ writable: true, readAt: T1 });
        await store.mergeNames(deviceId, 'Device.A.X', [], false);
        expect(await pathsBelow()).toEqual(['Device.A.XY']);
      });

      test('an empty table loses its rows and stays itself', async () => {
        await store.mergeNames(deviceId, 'Device.', names('Device.T.', 'Device.T.1.', 'Device.T.1.X'), false);
        await store.mergeNames(deviceId, 'Device.T.', [], true);
        expect(await pathsBelow()).toEqual(['Device.T.']);
      });

      test('takes nothing that was not asked for', async () => {
        await store.mergeNames(deviceId, 'Device.A.', names('Device.A.X', 'Device.B.X', 'Other.'), false);
        expect(await pathsBelow()).toEqual(['Device.A.X']);
      });
    });

    test('forgets a subtree, a single parameter or everything', async () => {
      const other = aDeviceId();
      await store.mergeValues(other, values('Device.A.X'), T1);
      await store.mergeNames(deviceId, 'Device.A.', names('Device.A.', 'Device.A.X', 'Device.A.T.1.Y'), false);
      await store.mergeValues(deviceId, values('Device.AB', 'Device.B.Z'), T1);
      await store.forget(deviceId, 'Device.A.T.');
      expect(await pathsBelow()).toEqual(['Device.A.', 'Device.A.X', 'Device.AB', 'Device.B.Z']);
      await store.forget(deviceId, 'Device.A.');
      expect(await pathsBelow()).toEqual(['Device.AB', 'Device.B.Z']);
      await store.forget(deviceId, 'Device.AB');
      expect(await pathsBelow()).toEqual(['Device.B.Z']);
      await store.forget(deviceId, '');
      expect(await pathsBelow()).toEqual([]);
      expect(await store.count(deviceId)).toEqual({ parameters: 0, objects: 0 });
      expect(await store.lookup(other, ['Device.A.X'])).toHaveLength(1);
    });

    test('merges at once do not lose each other', async () => {
      const all = Array.from({ length: 40 }, (_, index) => `Device.A.Row.${index}.X`);
      await Promise.all(all.map((path) => store.mergeValues(deviceId, values(path), T1)));
      expect(await pathsBelow()).toEqual(all);
    });
  });
}
