import { RpcRequest } from './rpc-request.ts';

const file = { fileType: '1 Firmware Upgrade Image', url: 'https://a.example/f' };

describe('a raw RPC', () => {
  test('is filled up with the arguments that are mostly empty', () => {
    expect(
      RpcRequest.parse({ method: 'Download', fileType: '1 Firmware Upgrade Image', url: 'https://a.example/f' }),
    ).toEqual({
      method: 'Download',
      commandKey: '',
      fileType: '1 Firmware Upgrade Image',
      url: 'https://a.example/f',
      username: '',
      password: '',
      fileSize: 0,
      targetFileName: '',
      delaySeconds: 0,
      successUrl: '',
      failureUrl: '',
    });
  });

  test.each([
    [{ method: 'GetRPCMethods' }],
    [{ method: 'GetParameterNames', parameterPath: '', nextLevel: true }],
    [{ method: 'GetParameterValues', parameterNames: ['', 'Device.Time.'] }],
    [{ method: 'CancelTransfer', commandKey: 'M.1' }],
    [{ method: 'ChangeDUState', operations: [{ operation: 'update' }] }],
    [{ method: 'SetVouchers', voucherList: ['YWJj'] }],
    [{ method: 'ScheduleDownload', ...file, timeWindowList: [window(0, 60), window(60, 90)] }],
  ])('may be %j', (request) => {
    expect(RpcRequest.safeParse(request).error).toBeUndefined();
  });

  test.each([
    ['an unknown method', { method: 'Explode' }],
    ['a method of the CPE', { method: 'Inform' }],
    ['a value without a type', { method: 'SetParameterValues', parameterList: [{ name: 'Device.A', value: '' }] }],
    ['overlapping windows', { method: 'ScheduleDownload', ...file, timeWindowList: [window(0, 60), window(59, 90)] }],
    ['a window that ends before it begins', { method: 'ScheduleDownload', ...file, timeWindowList: [window(9, 9)] }],
    [
      'three windows',
      { method: 'ScheduleDownload', ...file, timeWindowList: [window(0, 1), window(1, 2), window(2, 3)] },
    ],
    ['a voucher that is not Base64', { method: 'SetVouchers', voucherList: ['a b'] }],
    ['an uninstall of nothing', { method: 'ChangeDUState', operations: [{ operation: 'uninstall' }] }],
    ['an unknown argument', { method: 'Reboot', delay: 1 }],
  ])('is refused with %s', (_, request) => {
    expect(RpcRequest.safeParse(request).success).toBe(false);
  });
});

function window(windowStart: number, windowEnd: number) {
  return { windowStart, windowEnd, windowMode: '1 At Any Time' };
}
