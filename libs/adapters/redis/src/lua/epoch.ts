import { luaScript } from '../connection/lua-script.ts';

/**
 * KEYS epoch. ARGV the highest epoch this process knows of. Returns the epoch. One that was lost is put back by whoever
 * knows it; if nobody does, the time in milliseconds is later than every epoch there was, and no old mark counts.
 */
export const READ_EPOCH = luaScript(`
local stored, known = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1])
local epoch = math.max(stored, known)
if epoch == 0 then
  local time = redis.call('TIME')
  epoch = time[1] * 1000 + math.floor(time[2] / 1000)
end
if epoch > stored then redis.call('SET', KEYS[1], string.format('%.0f', epoch)) end
return string.format('%.0f', epoch)
`);

/** KEYS epoch. ARGV the highest epoch this process knows of, channel. Returns the next epoch, and tells it on the channel. */
export const RAISE_EPOCH = luaScript(`
local stored, known = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1])
local epoch = math.max(stored, known)
if epoch == 0 then
  local time = redis.call('TIME')
  epoch = time[1] * 1000 + math.floor(time[2] / 1000)
end
local raised = string.format('%.0f', epoch + 1)
redis.call('SET', KEYS[1], raised)
redis.call('PUBLISH', ARGV[2], raised)
return raised
`);
