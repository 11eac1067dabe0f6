/** A command that every CPE of these tests can carry out … */
export const READ_UP_TIME = { kind: 'get', paths: ['Device.DeviceInfo.UpTime'] } as const;

/** … and what the API shows of it once it was. */
export const UP_TIME_READ = { state: 'completed', outcome: { result: { values: [{ value: '12' }] } } } as const;
