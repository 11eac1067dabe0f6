import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LoadGenerator } from '../start-load.ts';
import type { FetchOrder, FetchReport } from './fetch-files.ts';
import { type FileTarget, requireImage } from './file-target.ts';
import { measureSlow } from './measure-slow.ts';
import type { FilesPlan } from './plan.ts';
import { FETCHES, type FetchKind, type FilesResults, type SlowResult } from './results.ts';
import { folderTarget, gridTarget } from './start-muster-target.ts';
import { bareTarget, nginxTarget } from './start-plain-targets.ts';

export const FILE_SERVERS = ['nginx', 'bare Node', 'Muster, folder', 'Muster, GridFS'] as const;
export type FileServerName = (typeof FILE_SERVERS)[number];

const FILE_NAME = 'image.bin';
/** Of these also slow clients are measured. */
const SLOWLY_READ: ReadonlySet<string> = new Set(['nginx', 'Muster, folder']);

/** Measures each server in turn, in every round; the servers run side by side, and one of them has work at a time. */
export async function measureFiles(
  load: LoadGenerator,
  plan: FilesPlan,
  servers: readonly FileServerName[],
  onStep: (what: string) => void,
): Promise<FilesResults> {
  const root = await mkdtemp(path.join(tmpdir(), 'muster-bench-'));
  const image = randomBytes(plan.imageBytes);
  const file = path.join(root, FILE_NAME);
  await writeFile(file, image);
  const targets: FileTarget[] = [];
  const missing: Record<string, string> = {};
  const add = async (name: string, start: () => Promise<FileTarget>) => {
    onStep(`starting ${name}`);
    try {
      const target = await start();
      targets.push(target);
      await requireImage(target, image);
    } catch (error) {
      missing[name] = error instanceof Error ? error.message : String(error);
      onStep(`${name} is NOT measured: ${missing[name]}`);
    }
  };
  try {
    const starts: Readonly<Record<FileServerName, () => Promise<FileTarget>>> = {
      nginx: () => nginxTarget(root, FILE_NAME),
      'bare Node': () => bareTarget(file, plan.imageBytes),
      'Muster, folder': () => folderTarget(image),
      'Muster, GridFS': () => gridTarget(image),
    };
    for (const name of servers) await add(name, starts[name]);
    const measured = targets.filter(({ name }) => missing[name] === undefined);
    const fetches = await measureFetches(load, measured, plan, onStep);
    const slow: Record<string, SlowResult> = {};
    for (const target of measured.filter(({ name }) => SLOWLY_READ.has(name))) {
      onStep(`${plan.slow.clients} slow clients at ${target.name}`);
      slow[target.name] = await measureSlow(load, target, plan);
    }
    return { plan, fetches, slow, missing };
  } finally {
    await Promise.all(targets.map((target) => target.stop()));
    await rm(root, { recursive: true, force: true });
  }
}

async function measureFetches(
  load: LoadGenerator,
  targets: readonly FileTarget[],
  plan: FilesPlan,
  onStep: (what: string) => void,
): Promise<FilesResults['fetches']> {
  const reports = targets.map(({ name }) => {
    const own: Record<FetchKind, FetchReport[]> = { whole: [], parts: [], crowd: [] };
    return [name, own] as const;
  });
  const byName = new Map(reports);
  for (const kind of FETCHES) {
    onStep(`clients: ${kind}`);
    for (let round = 0; round < plan.rounds; round++) {
      for (const target of targets) byName.get(target.name)?.[kind].push(await load.fetch(orderOf(target, kind, plan)));
    }
  }
  return Object.fromEntries(reports);
}

function orderOf({ port, pids, paths }: FileTarget, kind: FetchKind, plan: FilesPlan): FetchOrder {
  const rangeBytes = { whole: undefined, parts: plan.rangeBytes, crowd: plan.crowdBytes }[kind];
  return {
    port,
    paths: paths(kind === 'crowd' ? plan.crowd : plan.clients),
    size: plan.imageBytes,
    ...(rangeBytes !== undefined && { rangeBytes }),
    keepAlive: kind === 'parts',
    pids,
    window: kind === 'crowd' ? 'once' : plan,
  };
}
