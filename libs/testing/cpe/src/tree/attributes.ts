import type { ParameterAttribute, SetParameterAttribute } from '#libs/cwmp';
import type { ParameterFile } from '../model/model-file.ts';
import { type DeviceTree, done, type Result, refuse } from './device-tree.ts';

interface Attributes {
  readonly notification: number;
  readonly accessList: readonly string[];
}

/** Notification values (A.3.2.4): 1 and 2 tell the ACS in an Inform, 3–6 are lightweight and need CWMP 1.4. */
const OFF = 0;
const ACTIVE = 2;

/** What the ACS wants to be told of, and who beside it may write. */
export class AttributeTable {
  readonly #tree: DeviceTree;
  #changed: Map<string, Attributes> | undefined;

  constructor(tree: DeviceTree) {
    this.#tree = tree;
  }

  reset(): void {
    this.#changed = undefined;
  }

  /** The notification in force for a parameter. */
  notification(name: string, schema: ParameterFile): number {
    return this.#of(name, schema).notification;
  }

  /** GetParameterAttributes (A.3.2.5) for one full or partial path. */
  get(path: string): Result<readonly ParameterAttribute[]> {
    const list: ParameterAttribute[] = [];
    const exists = this.#tree.visit(path, (name, schema) => list.push({ name, ...this.#of(name, schema) }));
    return exists ? done(list) : refuse(9005, `Invalid parameter name ${path}`);
  }

  /** SetParameterAttributes (A.3.2.4): all or nothing; a partial path means every parameter below it. */
  set(list: readonly SetParameterAttribute[]): Result<undefined> {
    const next = new Map<string, Attributes>();
    for (const change of list) {
      if (change.notificationChange && (change.notification < OFF || change.notification > ACTIVE))
        return refuse(9003, `Notification ${change.notification} is not supported`);
      const refused: string[] = [];
      const exists = this.#tree.visit(change.name, (name, schema) => {
        const attributes = merged(next.get(name) ?? this.#of(name, schema), change);
        if (mayNotify(schema, attributes.notification)) next.set(name, attributes);
        else refused.push(name);
      });
      if (!exists) return refuse(9005, `Invalid parameter name ${change.name}`);
      // A partial path does not fail because of the counters below it: they just stay as they are.
      if (refused.includes(change.name)) return refuse(9009, `Notification request rejected for ${change.name}`);
    }
    this.#changed ??= new Map();
    for (const [name, attributes] of next) this.#changed.set(name, attributes);
    return done(undefined);
  }

  #of(name: string, schema: ParameterFile): Attributes {
    const preset = schema.notify === 'forced' || schema.notify === 'active' ? ACTIVE : OFF;
    return this.#changed?.get(name) ?? { notification: preset, accessList: schema.writable ? ['Subscriber'] : [] };
  }
}

function merged(before: Attributes, change: SetParameterAttribute): Attributes {
  return {
    notification: change.notificationChange ? change.notification : before.notification,
    accessList: change.accessListChange ? change.accessList : before.accessList,
  };
}

function mayNotify(schema: ParameterFile, notification: number): boolean {
  if (schema.notify === 'forced') return notification === ACTIVE;
  return schema.notify !== 'deny' || notification !== ACTIVE;
}
