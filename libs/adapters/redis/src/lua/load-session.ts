import { luaScript } from '../connection/lua-script.ts';
import { STORED_SESSION } from './stored-session.ts';

/**
 * For an empty POST. KEYS state, open. ARGV id, now (ms). Returns the session, or nothing when there is none. If it is open
 * with nothing in flight: with the ready command in flight; if there is none and it is settled, as it was, and removed.
 */
export const LOAD_SESSION = luaScript(String.raw`${STORED_SESSION}
local state, open = KEYS[1], KEYS[2]
local id, now = ARGV[1], ARGV[2]
local stored = redis.call('HGET', state, 's' .. id)
if not stored then return false end
local fence, revision, flags, position, device = head(stored)
if not is(flags, 1, 'o') or is(flags, 3, 'f') then return stored end

local command = takeReady(state, device, flags, position)
if command then
  local rest = string.match(stored, '\n(.*)$')
  local line = fence .. ' ' .. revision + 1 .. ' ' .. string.sub(flags, 1, 2) .. 'f ' .. position .. ' ' .. device
  stored = line .. '\n' .. rest .. '\n' .. now .. '\n' .. command
  redis.call('HSET', state, 's' .. id, stored)
elseif is(flags, 2, 's') then
  drop(state, open, id, device)
end
return stored
`);
