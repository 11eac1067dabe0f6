import { loadModel } from '../model/models.ts';
import { parameterCount } from '../model/sized-model.ts';
import { DeviceTree, done } from './device-tree.ts';

const PORT_MAPPING = 'Device.NAT.PortMapping.';
const makeTree = (): DeviceTree => new DeviceTree(loadModel('tr181'), (kind, base) => `${kind}:${base}`);
const names = (tree: DeviceTree, path: string, nextLevel: boolean): readonly string[] => {
  const result = tree.names(path, nextLevel);
  return result.ok ? result.value.map((each) => each.name) : [];
};

describe('GetParameterValues', () => {
  test('a full path gives one typed value', () => {
    expect(makeTree().get('Device.WiFi.SSID.1.SSID')).toEqual({
      ok: true,
      value: [{ name: 'Device.WiFi.SSID.1.SSID', type: 'string', value: 'SimGw-2G' }],
    });
  });

  test('a partial path gives all below it, the empty path gives everything', () => {
    const tree = makeTree();
    const wifi = tree.get('Device.WiFi.');
    const all = tree.get('');
    expect(wifi.ok && wifi.value.every((each) => each.name.startsWith('Device.WiFi.'))).toBe(true);
    expect(all.ok && all.value.length).toBe(parameterCount(tree.model.tree));
    expect(all).toEqual(tree.get('Device.'));
  });

  test('hidden values read empty, but are kept', () => {
    const tree = makeTree();
    const path = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
    expect(tree.set([{ name: path, type: 'string', value: 'secret-word' }]).ok).toBe(true);
    expect(tree.get(path)).toMatchObject({ value: [{ value: '' }] });
    expect(tree.value(path)).toBe('secret-word');
  });

  test('an empty table is an empty list, an unknown name is 9005', () => {
    const tree = makeTree();
    expect(tree.get('Device.DHCPv4.Server.Pool.1.StaticAddress.')).toEqual({ ok: true, value: [] });
    for (const path of [
      'Device.Nothing',
      'Device.WiFi.SSID.5.',
      'Device.WiFi.SSID.1',
      '.',
      'constructor.',
      '__proto__',
    ])
      expect(tree.get(path)).toMatchObject({ ok: false, refusal: { faultCode: 9005 } });
  });

  test('numbers of entries count the rows, volatile values come from the device', () => {
    const tree = makeTree();
    tree.addObject(PORT_MAPPING);
    expect(tree.value('Device.NAT.PortMappingNumberOfEntries')).toBe('2');
    expect(tree.value('Device.DeviceInfo.UpTime')).toBe('uptime:0');
  });
});

describe('GetParameterNames', () => {
  test('next level gives the children only, the object itself left out', () => {
    const tree = makeTree();
    expect(names(tree, '', true)).toEqual(['Device.']);
    expect(names(tree, 'Device.WiFi.Radio.', true)).toEqual(['Device.WiFi.Radio.1.', 'Device.WiFi.Radio.2.']);
  });

  test('all levels begin with the object itself', () => {
    const found = names(makeTree(), 'Device.Users.', false);
    expect(found.slice(0, 3)).toEqual(['Device.Users.', 'Device.Users.UserNumberOfEntries', 'Device.Users.User.']);
    expect(found).toContain('Device.Users.User.1.Password');
  });

  test('writable says of a table addable, of a row deletable', () => {
    const tree = makeTree();
    const writable = (path: string): boolean | undefined => {
      const found = tree.names(path, false);
      return found.ok ? found.value[0]?.writable : undefined;
    };
    expect(writable('Device.WiFi.SSID.')).toBe(true);
    expect(writable('Device.WiFi.SSID.1.')).toBe(true);
    expect(writable('Device.WiFi.Radio.')).toBe(false);
    expect(writable('Device.WiFi.Radio.1.')).toBe(false);
    expect(writable('Device.WiFi.')).toBe(false);
    expect(writable('Device.WiFi.SSID.1.SSID')).toBe(true);
    expect(writable('Device.WiFi.SSID.1.BSSID')).toBe(false);
  });

  test('a full name with next level is 9003', () => {
    expect(makeTree().names('Device.WiFi.SSID.1.SSID', true)).toMatchObject({ refusal: { faultCode: 9003 } });
  });
});

describe('SetParameterValues', () => {
  test('one bad value leaves all of them unset, and every bad one is named', () => {
    const tree = makeTree();
    const result = tree.set([
      { name: 'Device.WiFi.SSID.1.SSID', type: 'string', value: 'new' },
      { name: 'Device.WiFi.SSID.1.Nothing', type: 'string', value: '' },
      { name: 'Device.WiFi.Radio.1.Channel', type: 'string', value: '6' },
      { name: 'Device.WiFi.Radio.2.Channel', type: 'unsignedInt', value: '256' },
      { name: 'Device.WiFi.SSID.1.Status', type: 'string', value: 'Up' },
    ]);
    expect(result.ok ? [] : result.refusal.parameterFaults?.map((each) => each.faultCode)).toEqual([
      9005, 9006, 9007, 9008,
    ]);
    expect(result).toMatchObject({ refusal: { faultCode: 9003 } });
    expect(tree.value('Device.WiFi.SSID.1.SSID')).toBe('SimGw-2G');
  });

  test('a name twice is 9003 without parameter faults', () => {
    const one = { name: 'Device.WiFi.SSID.1.SSID', type: 'string', value: 'a' } as const;
    expect(makeTree().set([one, one])).toEqual({
      ok: false,
      refusal: { faultCode: 9003, faultString: 'A parameter is named more than once' },
    });
  });

  test('devices of one model do not see each other', () => {
    const [one, other] = [makeTree(), makeTree()];
    one.set([{ name: 'Device.WiFi.SSID.1.SSID', type: 'string', value: 'mine' }]);
    one.addObject(PORT_MAPPING);
    expect(other.value('Device.WiFi.SSID.1.SSID')).toBe('SimGw-2G');
    expect(names(other, PORT_MAPPING, true)).toHaveLength(1);
  });
});

describe('AddObject and DeleteObject', () => {
  test('instance numbers are never used again', () => {
    const tree = makeTree();
    expect(tree.addObject(PORT_MAPPING)).toEqual({ ok: true, value: 2 });
    expect(tree.deleteObject(`${PORT_MAPPING}2.`).ok).toBe(true);
    expect(tree.addObject(PORT_MAPPING)).toEqual({ ok: true, value: 3 });
    expect(names(tree, PORT_MAPPING, true)).toEqual([`${PORT_MAPPING}1.`, `${PORT_MAPPING}3.`]);
  });

  test('a new row has the defaults and its own empty tables', () => {
    const tree = makeTree();
    tree.addObject('Device.IP.Interface.');
    expect(tree.value('Device.IP.Interface.3.Enable')).toBe('false');
    expect(tree.addObject('Device.IP.Interface.3.IPv4Address.')).toEqual({ ok: true, value: 1 });
    expect(tree.value('Device.IP.Interface.3.Stats.BytesSent')).toBe('counter:0');
  });

  test('values of a deleted row do not come back', () => {
    const tree = makeTree();
    tree.set([{ name: `${PORT_MAPPING}1.Description`, type: 'string', value: 'gone' }]);
    tree.deleteObject(`${PORT_MAPPING}1.`);
    expect(tree.value(`${PORT_MAPPING}1.Description`)).toBeUndefined();
    expect(tree.deleteObject(`${PORT_MAPPING}1.`)).toMatchObject({ refusal: { faultCode: 9005 } });
  });

  test('a full table is 9004; what is no table, or not for the ACS to change, is 9005', () => {
    const tree = makeTree();
    for (let row = 2; row <= 8; row += 1) expect(tree.addObject('Device.Users.User.').ok).toBe(true);
    expect(tree.addObject('Device.Users.User.')).toMatchObject({ refusal: { faultCode: 9004 } });
    for (const path of ['Device.WiFi.', 'Device.WiFi.Radio.', 'Device.WiFi.SSID', 'Device.WiFi.SSID.1.'])
      expect(tree.addObject(path)).toMatchObject({ refusal: { faultCode: 9005 } });
    for (const path of ['Device.WiFi.Radio.1.', 'Device.WiFi.SSID.', 'Device.WiFi.SSID.9.', '', 'Device.'])
      expect(tree.deleteObject(path)).toMatchObject({ refusal: { faultCode: 9005 } });
  });

  test('a reset brings the factory state back', () => {
    const tree = makeTree();
    tree.set([{ name: 'Device.WiFi.SSID.1.SSID', type: 'string', value: 'new' }]);
    tree.deleteObject('Device.WiFi.SSID.2.');
    tree.reset();
    expect(tree.get('')).toEqual(makeTree().get(''));
  });
});

test('rows that are numbered anew keep what they hold, secrets and tables below included', () => {
  const tree = makeTree();
  const parental = 'Device.Hosts.AccessControl.';
  const [first, second] = [tree.addObject(parental), tree.addObject(parental)];
  expect([first, second]).toEqual([done(1), done(2)]);
  expect(tree.addObject(`${parental}2.Schedule.`)).toEqual(done(1));
  tree.put(`${parental}1.PhysAddress`, 'one');
  tree.put(`${parental}2.PhysAddress`, 'two');
  tree.put(`${parental}2.Schedule.1.Day`, 'Monday');
  tree.renumber(parental, (row) => 3 - row);
  expect(tree.value(`${parental}1.PhysAddress`)).toBe('two');
  expect(tree.value(`${parental}1.Schedule.1.Day`)).toBe('Monday');
  expect(tree.value(`${parental}2.PhysAddress`)).toBe('one');
  expect(names(tree, `${parental}2.Schedule.`, true)).toEqual([]);
  tree.renumber(PORT_MAPPING, () => 7);
  expect(tree.value(`${PORT_MAPPING}7.ExternalPort`)).toBe('8080');
  expect(tree.value(`${PORT_MAPPING}1.ExternalPort`)).toBeUndefined();
  expect(tree.addObject(PORT_MAPPING)).toEqual(done(8));
  expect(() => tree.renumber(parental, () => 1)).toThrow(RangeError);
});
