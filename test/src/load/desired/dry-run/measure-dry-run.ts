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
import { type Previewed, type PreviewResult, readPreview } from './read-preview.ts';
import { type Latency, watchLatency } from './watch-latency.ts';

export interface DryRunReport {
  /** That were looked at, of those that are known. */
  readonly devices: number;
  readonly known: number;
  readonly models: number;
  /** Of all models together, on the average of a device. */
  readonly parameters: number;
  readonly seconds: number;
  readonly perS: number;
  /** What the preview found; absent when the time was over before it had looked at all of them. */
  readonly found?: PreviewFindings;
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

/** Kinds of change, and devices. */
export interface PreviewFindings {
  readonly shapes: number;
  readonly unchanged: number;
  readonly unknown: number;
  readonly failed: number;
}

const QUIET_MS = 2_000;
const LOOK_EVERY_MS = 100;
const TELL_EVERY_MS = 5_000;

/** Asks what a draft would do to many devices that the embedded ACS knows. */
export async function measureDryRun(
  { devices, parameters, limitMs }: DesiredPlan['dryRun'],
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
      const found = await preview(acs, inspector, exampleId(cpes[0]), limitMs, onStep);
      inspector.close();
      const counts = cpes.map(({ tree }) => parameterCount(tree.model.tree));
      return {
        known: each * cpes.length + cpes.length,
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
  limitMs: number,
  onStep: (what: string) => void,
): Promise<Omit<DryRunReport, 'known' | 'models' | 'parameters' | 'databaseBytes'>> {
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
  const beganMs = performance.now();
  const previewed = await askPreview(httpUrl, limitMs, onStep).finally(() => over.abort());
  const [apiMeanwhile, residentMost] = await meanwhile;
  const { result, done } = previewed;
  const seconds = result?.seconds ?? (performance.now() - beganMs) / 1_000;
  return {
    devices: done,
    seconds,
    perS: done / seconds,
    ...(result === undefined ? {} : { found: findings(result) }),
    heapBefore,
    heapAfter: await inspector.heapUsed(),
    residentBefore,
    residentMost,
    apiBefore,
    apiMeanwhile,
  };
}

function findings({ shapes, unchanged, unknown, failed }: PreviewResult): PreviewFindings {
  return {
    shapes: shapes.length,
    unchanged: unchanged.devices,
    unknown: unknown.devices,
    failed: failed.devices,
  };
}

async function askPreview(httpUrl: string, limitMs: number, onStep: (what: string) => void): Promise<Previewed> {
  const response = await fetch(`${httpUrl}/api/v1/previews`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ profile: HOME, document: draftForAll() }),
  });
  if (!response.ok || response.body === null)
    throw new Error(`The preview: ${response.status} ${await response.text()}`);
  const beganMs = performance.now();
  let toldMs = beganMs;
  return readPreview(response.body, ({ done, total }) => {
    const nowMs = performance.now();
    if (nowMs - toldMs >= TELL_EVERY_MS) {
      toldMs = nowMs;
      onStep(`${done} of ${total} devices previewed`);
    }
    return nowMs - beganMs < limitMs;
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
