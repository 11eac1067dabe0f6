import { createHash } from 'node:crypto';

/** A script that Redis runs as one step. All its keys are given and have one hash tag: they are in one slot. */
export interface LuaScript {
  readonly lua: string;
  /** What Redis knows it by, once it has seen it. */
  readonly sha1: string;
}

export function luaScript(lua: string): LuaScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}
