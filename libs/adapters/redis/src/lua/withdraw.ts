import { luaScript } from '../connection/lua-script.ts';

/** KEYS state. ARGV device, id line of the command. Returns 1 if the command was ready, and now is not any more. */
export const WITHDRAW = luaScript(String.raw`
local state, device = KEYS[1], ARGV[1]
local known = redis.call('HGET', state, 'd' .. device)
if not known then return 0 end
local upTo, id = string.match(known, '^(%-?%d+) ([^\n]*)\n')
if id ~= ARGV[2] then return 0 end
if redis.call('HEXISTS', state, 'i' .. device) == 1 then
  redis.call('HSET', state, 'd' .. device, upTo .. ' \n')
else
  redis.call('HDEL', state, 'd' .. device)
end
return 1
`);
