import { luaScript } from '../connection/lua-script.ts';
import { STORED_SESSION } from './stored-session.ts';

/**
 * KEYS state, open, ended. ARGV id, fence and revision as loaded, flags, position, rest, expires at (ms), keep for (ms), and
 * now (ms) if the ready command is wanted, else nothing. Returns nothing when the session was superseded, removed or
 * saved meanwhile; else the command that was put in flight, or an empty text.
 */
export const SAVE_SESSION = luaScript(String.raw`${STORED_SESSION}
local state, open, ended = KEYS[1], KEYS[2], KEYS[3]
local id, flags, position, now = ARGV[1], ARGV[4], ARGV[5], ARGV[9]
local stored = redis.call('HGET', state, 's' .. id)
if not stored then return false end
local fence, revision, oldFlags, _, device = head(stored)
if fence ~= ARGV[2] or revision ~= ARGV[3] then return false end

local command = now ~= '' and takeReady(state, device, flags, position)
local rest = ARGV[6]
if command then
  flags = string.sub(flags, 1, 2) .. 'f'
  rest = rest .. '\n' .. now .. '\n' .. command
end
local line = fence .. ' ' .. revision + 1 .. ' ' .. flags .. ' ' .. position .. ' ' .. device
redis.call('HSET', state, 's' .. id, line .. '\n' .. rest)

local index = is(flags, 1, 'o') and open or ended
if not is(oldFlags, 1, string.sub(flags, 1, 1)) then
  redis.call('ZREM', index == open and ended or open, id)
end
redis.call('ZADD', index, ARGV[7], id)
redis.call('PEXPIRE', state, ARGV[8])
return command or ''
`);
