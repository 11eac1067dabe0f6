import { luaScript } from '../connection/lua-script.ts';

// A device's entry is 'seen written', in milliseconds; 'written' is -inf until its document was written once.

/** KEYS seen, unwritten. ARGV pairs of device and time (ms): the newest wins. */
export const NOTE_SEEN = luaScript(`
local seen, unwritten = KEYS[1], KEYS[2]
for i = 1, #ARGV, 2 do
  local device, at = ARGV[i], ARGV[i + 1]
  local known, written = string.match(redis.call('HGET', seen, device) or '', '^(%S+) (%S+)$')
  if not known or tonumber(at) > tonumber(known) then
    redis.call('HSET', seen, device, at .. ' ' .. (written or '-inf'))
    redis.call('ZADD', unwritten, 'NX', written or '-inf', device)
  end
end
`);

/** KEYS seen, unwritten. ARGV written before (ms), now (ms), limit. Returns pairs of device and time (ms): of all who ask, one gets each. */
export const TAKE_UNWRITTEN = luaScript(`
local seen, unwritten = KEYS[1], KEYS[2]
local taken = {}
for _, device in ipairs(redis.call('ZRANGE', unwritten, '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])) do
  redis.call('ZREM', unwritten, device)
  local at = string.match(redis.call('HGET', seen, device) or '', '^(%S+) ')
  if at then
    redis.call('HSET', seen, device, at .. ' ' .. ARGV[2])
    taken[#taken + 1] = device
    taken[#taken + 1] = at
  end
end
return taken
`);
