import { luaScript } from '../connection/lua-script.ts';

/**
 * KEYS state. ARGV device, up to, id line of the command, the command, keep for (ms); both empty for none. Leaves a later
 * decision, and keeps one without a command only while there is a session that may wait for it.
 */
export const DECIDE = luaScript(String.raw`
local state, device, upTo, command = KEYS[1], ARGV[1], ARGV[2], ARGV[4]
local known = redis.call('HGET', state, 'd' .. device)
if known and tonumber(string.match(known, '^%-?%d+')) > tonumber(upTo) then return end
if command == '' and redis.call('HEXISTS', state, 'i' .. device) == 0 then
  redis.call('HDEL', state, 'd' .. device)
  return
end
redis.call('HSET', state, 'd' .. device, upTo .. ' ' .. ARGV[3] .. '\n' .. command)
redis.call('PEXPIRE', state, ARGV[5])
`);
