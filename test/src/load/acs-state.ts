import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Informs that an ACS has acknowledged so far. */
export interface InformCount {
  readonly settled: number;
  readonly unsettled: number;
}

export async function informCount(httpUrl: string): Promise<InformCount> {
  const metrics = await scrape(httpUrl);
  return {
    settled: seriesValue(metrics, 'muster_informs_total{settled="true"}'),
    unsettled: seriesValue(metrics, 'muster_informs_total{settled="false"}'),
  };
}

/** Events that provisioning is not done with. */
export async function provisioningLag(httpUrl: string): Promise<number> {
  return seriesValue(await scrape(httpUrl), 'muster_provisioning_lag_events');
}

/** Resolves when provisioning is done with every event; gives up after two minutes. */
export async function untilIdle(httpUrl: string): Promise<void> {
  for (let look = 0; look < 600; look++) {
    if ((await provisioningLag(httpUrl)) === 0) return;
    await delay(200);
  }
  throw new Error('Provisioning did not catch up in two minutes.');
}

async function scrape(httpUrl: string): Promise<string> {
  return (await fetch(`${httpUrl}/metrics`)).text();
}

function seriesValue(metrics: string, series: string): number {
  const line = metrics.split('\n').find((each) => each.startsWith(`${series} `));
  if (line === undefined) throw new Error(`The metrics do not have ${series}.`);
  return Number(line.split(' ')[1]);
}

/** Size of the database in bytes, without its write-ahead log: that is used over and over. */
export async function databaseBytes(dataDir: string): Promise<number> {
  const files = await readdir(dataDir);
  const sizes = files.filter((name) => name.endsWith('.db')).map((name) => stat(path.join(dataDir, name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}
