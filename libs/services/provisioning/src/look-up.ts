import {
  boundPaths,
  type Command,
  type CommandContext,
  type DeviceId,
  modelKeyOf,
  needsPlace,
  type Plan,
  programOf,
  type ReportedParameter,
  type ReportedStore,
  type RpcAnswer,
  secretsOfPlan,
  unknownModel,
} from '#libs/domain';
import type { DeviceSecrets } from './device-secrets.ts';
import type { FilePlaces } from './file-places.ts';
import type { RecentModels } from './recent-models.ts';
import type { Turn } from './turn.ts';

/** Parameters a command's program may look at; a larger subtree is cut. */
const MAX_REPORTED = 20_000;

/**
 * What the handling of one event looks up about its device, as it stood before the event: nothing is saved until all is
 * decided, so what was asked for once is not asked for again.
 */
export class LookUp {
  private readonly found = new Map<string, ReportedParameter | undefined>();

  constructor(
    private readonly deviceId: DeviceId,
    private readonly reported: ReportedStore,
    private readonly models: RecentModels,
    private readonly secrets: DeviceSecrets,
    private readonly places: FilePlaces,
  ) {}

  /** Those of the parameters that are known, by path. */
  async parameters(paths: readonly string[]): Promise<ReadonlyMap<string, ReportedParameter>> {
    const unasked = paths.filter((path) => !this.found.has(path));
    if (unasked.length > 0) {
      const known = await this.reported.lookup(this.deviceId, unasked);
      for (const path of unasked) this.found.set(path, undefined);
      for (const parameter of known) this.found.set(parameter.path, parameter);
    }
    const result = new Map<string, ReportedParameter>();
    for (const path of paths) {
      const parameter = this.found.get(path);
      if (parameter) result.set(path, parameter);
    }
    return result;
  }

  count(): ReturnType<ReportedStore['count']> {
    return this.reported.count(this.deviceId);
  }

  /** What the command's program needs to know to go on. */
  async context(turn: Turn, command: Command, answer: RpcAnswer | 'lost' | undefined): Promise<CommandContext> {
    const key = modelKeyOf(turn.device);
    const paths = programOf(command).needs?.(command as never, answer) ?? [];
    const [model, reported, forPlan, place] = await Promise.all([
      this.models.get(key),
      this.readAll(paths),
      command.spec.kind === 'reconcile' ? this.contextOfPlan(turn, command.spec.plan) : undefined,
      answer === undefined && needsPlace(command) ? this.places.of(command) : undefined,
    ]);
    const base = { device: turn.device, model: model ?? unknownModel(key), reported, nowMs: turn.nowMs };
    return { ...base, ...forPlan, ...(place && { place }) };
  }

  private async contextOfPlan({ device }: Turn, plan: Plan): Promise<Pick<CommandContext, 'secrets' | 'rowPaths'>> {
    const secrets = await this.secrets.open(device.id, secretsOfPlan(plan));
    return { secrets, rowPaths: boundPaths(device.sync?.rows ?? {}) };
  }

  private async readAll(paths: readonly string[]): Promise<readonly ReportedParameter[]> {
    const leaves = paths.filter((path) => !path.endsWith('.'));
    const objects = paths.filter((path) => path.endsWith('.'));
    const found = [...(await this.parameters(leaves)).values()];
    for (const path of objects) found.push(...(await this.reported.read(this.deviceId, { path, limit: MAX_REPORTED })));
    return found;
  }
}
