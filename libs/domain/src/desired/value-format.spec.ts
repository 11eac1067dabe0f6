import { formatProblem, type ValueFormat } from './value-format.ts';

test.each<[ValueFormat, string]>([
  ['ipv4', '192.0.2.255'],
  ['ipv4Range', '192.0.2.9-192.0.2.100'],
  ['ipv4Range', '192.0.2.1-192.0.2.1'],
  ['ip', '192.0.2.1'],
  ['ip', '2001:db8::1'],
  ['ip', '::ffff:192.0.2.1'],
  ['mac', '02:00:5e:00:53:0A'],
  ['host', 'ntp.example.com'],
  ['host', '192.0.2.1'],
  ['host', '2001:db8::1'],
  ['url', 'https://acs.example.com:7547/path'],
  ['timeOfDay', '23:59'],
  // "None" wherever the standard has texts.
  ['ip', ''],
])('of the format %s is %j', (format, text) => {
  expect(formatProblem(text, format)).toBeUndefined();
});

test.each<[ValueFormat, string, string]>([
  ['ipv4', '192.0.2.256', 'must be an IPv4 address'],
  ['ipv4', '192.0.02.1', 'must be an IPv4 address'],
  ['ipv4Range', '192.0.2.100 - 192.0.2.9', 'must begin with the lower of its addresses'],
  ['ipv4Range', '192.0.2.1', 'must be two IPv4 addresses with a hyphen between them'],
  ['ip', '2001:db8::1::2', 'must be an IP address'],
  ['ip', 'example', 'must be an IP address'],
  ['mac', '02-00-5e-00-53-0a', 'must be a MAC address such as 02:00:5E:00:53:01'],
  ['host', 'not a host', 'must be a host name or an IP address'],
  ['host', `${'a'.repeat(64)}.example`, 'must be a host name or an IP address'],
  ['url', 'ftp://example.com', 'must be an http or https URL'],
  ['timeOfDay', '24:00', 'must be a time such as 07:30'],
])('of the format %s is not %j: it %s', (format, text, problem) => {
  expect(formatProblem(text, format)).toBe(problem);
});
