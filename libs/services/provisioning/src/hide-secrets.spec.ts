import { failed } from '#libs/domain';
import { hideSecrets } from './hide-secrets.ts';

const FAULT = {
  faultCode: 9003,
  faultString: 'Invalid value "correct horse" for user ada',
  parameterFaults: [{ parameterName: 'Device.X.KeyPassphrase', faultCode: 9007, faultString: 'correct horse?' }],
};

test('a value of a secret parameter that the CPE repeats in its fault is not shown', () => {
  const values = [{ name: 'Device.X.KeyPassphrase', value: 'correct horse' }];
  const hidden = hideSecrets(failed('cpe_fault', `refused: ${FAULT.faultString}`, FAULT), { kind: 'set', values });
  expect(JSON.stringify(hidden)).not.toContain('correct horse');
  expect(hidden).toMatchObject({ detail: 'refused: Invalid value "•••" for user ada', fault: { faultCode: 9003 } });
});

test('nor is the password of a transfer, or of any RPC', () => {
  const spec = { kind: 'download', fileType: '1', url: 'http://x/', username: 'ada', password: 'lovelace' } as const;
  expect(JSON.stringify(hideSecrets(failed('cpe_fault', 'login ada/lovelace failed'), spec))).not.toContain('lovelace');
});

test('what is no secret stays word for word', () => {
  const values = [{ name: 'Device.X.SSID', value: 'correct horse' }];
  const outcome = failed('cpe_fault', 'x', FAULT);
  expect(hideSecrets(outcome, { kind: 'set', values })).toEqual(outcome);
});
