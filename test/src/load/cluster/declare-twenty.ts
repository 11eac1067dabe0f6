import { type ProfileRevision, timestamp } from '#libs/domain';
import { openAdapters, SystemClock } from '#libs/platform';
import type { ServerAddresses } from '#libs/testing/servers';

/** Twenty values that the devices of the load generator do not have by themselves, in five subtrees. */
const WANTED: Readonly<Record<string, string | number | boolean>> = {
  'Device.DeviceInfo.ProvisioningCode': 'bench.1',
  'Device.ManagementServer.ConnectionRequestUsername': 'acs',
  'Device.ManagementServer.DefaultActiveNotificationThrottle': 10,
  'Device.ManagementServer.CWMPRetryMinimumWaitInterval': 7,
  'Device.ManagementServer.CWMPRetryIntervalMultiplier': 1_500,
  'Device.ManagementServer.STUNServerAddress': 'stun.example.net',
  'Device.ManagementServer.STUNUsername': 'stun',
  'Device.ManagementServer.STUNMinimumKeepAlivePeriod': 90,
  'Device.ManagementServer.HeartbeatPolicy.ReportingInterval': 7_200,
  'Device.Time.NTPServer1': 'ntp1.example.net',
  'Device.Time.NTPServer2': 'ntp2.example.net',
  'Device.Time.NTPServer3': 'ntp3.example.net',
  'Device.Time.NTPServer4': 'ntp4.example.net',
  'Device.Time.NTPServer5': 'ntp5.example.net',
  'Device.Time.LocalTimeZone': 'CET-1CEST,M3.5.0,M10.5.0/3',
  'Device.UserInterface.RemoteAccess.Port': 8_444,
  'Device.UserInterface.RemoteAccess.Protocol': 'HTTP',
  'Device.Users.User.1.Username': 'subscriber',
  'Device.Users.User.1.Enable': true,
  'Device.WiFi.SSID.1.SSID': 'bench',
};

/** Publishes a profile of twenty values for every device. */
export async function declareTwenty({ kafka: kafkaBrokers, redis, mongo: mongoUrl }: ServerAddresses): Promise<void> {
  const clock = new SystemClock();
  const cluster = { kafkaBrokers, kafkaPartitions: 96, redisUrls: [redis], mongoUrl };
  const adapters = await openAdapters({ dataDir: ':memory:', clock, cluster });
  try {
    const { profileStore, settledMarks } = adapters;
    await profileStore.add(revision(clock.now()));
    await settledMarks.raiseEpoch(await profileStore.publish('bench', 1, undefined));
  } finally {
    await adapters.close();
  }
}

function revision(nowMs: number): ProfileRevision {
  const entries = Object.entries(WANTED).map(([path, value]) => ({ path, value }));
  const document = { priority: 1, selector: {}, entries };
  return { profile: 'bench', number: 1, document, author: 'bench', message: '', createdAt: timestamp(nowMs) };
}
