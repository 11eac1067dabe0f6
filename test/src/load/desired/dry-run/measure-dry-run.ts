import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Cpe, Fleet, MODEL_NAMES, makeCpes, parameterCount } from '#libs/testing/cpe';
import { type AcsProcess, spawnAcs } from '../../../harness/spawn-acs.ts';
import { databaseBytes, untilIdle } from '../../acs-state.ts';
import { freePort, Inspector, inspectorOptions } from '../../inspector.ts';
import { pinnedTo } from '../../machine.ts';
import { residentBytes } from '../../resident-bytes.ts';
import { draftForAll, HOME } from '../declared.ts';
import type { DesiredPlan } from '../plan.ts';
import { cloneDevices } from './clone-devices.ts';
import { type PreviewResult, readPreview } from './read-preview.ts';
import { type Latency, watchLatency } from './watch-latency.ts';

export interface DryRunReport {
  readonly devices: number;
  readonly models: number;
  /** Of all models together, on the average of a device. */
  readonly parameters: number;
  readonly seconds: number;
  readonly perS: number;
  /** What the preview found. */
  readonly shapes: number;
  readonly unchanged: number;
  readonly unknown: number;
  readonly failed: number;
  /** Heap after a full garbage collection, and resident memory, in bytes. */
  readonly heapBefore: number;
  readonly heapAfter: number;
  readonly residentBefore: number;
  readonly residentMost: number;
  readonly databaseBytes: number;
  /** Of other requests to the API. */
  readonly apiBefore: Latency;
  readonly apiMeanwhile: Latency;
}

const QUIET_MS = 2_000;
const LOOK_EVERY_MS = 100;

/** Asks what a draft would do to many devices that the embedded ACS knows. */
export async function measureDryRun(
  { devices, parameters }: DesiredPlan['dryRun'],
  onStep: (what: string) => void,
): Promise<DryRunReport> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-bench-'));
  try {
    onStep(`making ${devices} devices known`);
    const cpes = await discoverOneOfEach(dataDir, parameters);
    const each = Math.ceil(devices / cpes.length);
    for (const [at, { identity }] of cpes.entries())
      cloneDevices(dataDir, { original: identity.serialNumber, prefix: `DRY${at}`, count: each });
    const inspectorPort = await freePort();
    const acs = await spawnAcs(dataDir, { NODE_OPTIONS: inspectorOptions(inspectorPort) }, pinnedTo('server'));
    try {
      const inspector = await Inspector.connect(inspectorPort);
      const found = await preview(acs, inspector, exampleId(cpes[0]), onStep);
      inspector.close();
      const counts = cpes.map(({ tree }) => parameterCount(tree.model.tree));
      return {
        models: cpes.length,
        parameters: counts.reduce((sum, count) => sum + count, 0) / counts.length,
        databaseBytes: await databaseBytes(dataDir),
        ...found,
      };
    } finally {
      await acs.kill();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function discoverOneOfEach(dataDir: string, parameters: number): Promise<readonly Cpe[]> {
  const acs = await spawnAcs(dataDir);
  try {
    const cpes = makeCpes({ count: MODEL_NAMES.length, model: 'mixed', parameters });
    const fleet = new Fleet(cpes, { once: true, session: { url: acs.cwmpUrl, checks: false } });
    fleet.start();
    await fleet.finished;
    await untilIdle(acs.httpUrl);
    return cpes;
  } finally {
    await acs.terminate();
  }
}

function exampleId(cpe: Cpe | undefined): string {
  const { oui, productClass, serialNumber } = cpe?.identity ?? {};
  return encodeURIComponent(`${oui}-${productClass}-${serialNumber}`);
}

async function preview(
  { httpUrl, pid }: AcsProcess,
  inspector: Inspector,
  deviceId: string,
  onStep: (what: string) => void,
): Promise<Omit<DryRunReport, 'models' | 'parameters' | 'databaseBytes'>> {
  const urls = [`${httpUrl}/api/v1/devices?limit=50`, `${httpUrl}/api/v1/devices/${deviceId}`];
  onStep('requests to the API');
  // Not counted: code is compiled.
  await watchLatency(urls, AbortSignal.timeout(QUIET_MS / 2));
  const apiBefore = await watchLatency(urls, AbortSignal.timeout(QUIET_MS));
  const heapBefore = await inspector.heapUsed();
  const residentBefore = residentBytes(pid);
  onStep('the preview');
  const over = new AbortController();
  const meanwhile = Promise.all([watchLatency(urls, over.signal), mostResident(pid, over.signal)]);
  const result = await askPreview(httpUrl, onStep).finally(() => over.abort());
  const [apiMeanwhile, residentMost] = await meanwhile;
  return {
    devices: result.devices,
    seconds: result.seconds,
    perS: result.devices / result.seconds,
    shapes: result.shapes.length,
    unchanged: result.unchanged.devices,
    unknown: result.unknown.devices,
    failed: result.failed.devices,
    heapBefore,
    heapAfter: await inspector.heapUsed(),
    residentBefore,
    residentMost,
    apiBefore,
    apiMeanwhile,
  };
}

async function askPreview(httpUrl: string, onStep: (what: string) => void): Promise<PreviewResult> {
  const response = await fetch(`${httpUrl}/api/v1/previews`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ profile: HOME, document: draftForAll() }),
  });
  if (!response.ok || response.body === null)
    throw new Error(`The preview: ${response.status} ${await response.text()}`);
  let toldMs = performance.now();
  return readPreview(response.body, ({ done, total }) => {
    if (performance.now() - toldMs < 5_000) return;
    toldMs = performance.now();
    onStep(`${done} of ${total} devices previewed`);
  });
}

async function mostResident(pid: number, until: AbortSignal): Promise<number> {
  let most = 0;
  while (!until.aborted) {
    most = Math.max(most, residentBytes(pid));
    await delay(LOOK_EVERY_MS);
  }
  return most;
}
