import { hideSecrets } from './hide-secrets.ts';

test('what is named like a secret loses its values', () => {
  expect(
    hideSecrets({
      changes: [
        { name: 'Device.Users.User.1.Password', value: 'new', previous: 'old' },
        { name: 'Device.Users.User.1.Username', value: 'ann', previous: 'bob' },
      ],
    }),
  ).toEqual({
    changes: [
      { name: 'Device.Users.User.1.Password', value: '', previous: '', hidden: true },
      { name: 'Device.Users.User.1.Username', value: 'ann', previous: 'bob' },
    ],
  });
});

test('a password of a transfer is hidden, and the lack of one is not', () => {
  expect(hideSecrets({ kind: 'download', password: 'hush' })).toEqual({ kind: 'download', password: '', hidden: true });
  expect(hideSecrets({ kind: 'download', password: '' })).toEqual({ kind: 'download', password: '' });
});

test('names that objects inherit are data like any other', () => {
  const data: unknown = JSON.parse('{"__proto__":{"password":"hush"},"constructor":1,"list":[null,true,2]}');
  expect(JSON.stringify(hideSecrets(data))).toBe(
    '{"__proto__":{"password":"","hidden":true},"constructor":1,"list":[null,true,2]}',
  );
});
