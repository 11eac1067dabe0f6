import { luaScript } from '../connection/lua-script.ts';

/** The stored epoch and the generation that raised it last, as `epoch generation`; an epoch that was lost is the time in milliseconds. */
const READ = `
local epoch, generation = string.match(redis.call('GET', KEYS[1]) or '0 0', '^(%d+) (%d+)$')
local stored = tonumber(epoch)
generation = tonumber(generation)
epoch = math.max(stored, tonumber(ARGV[1]))
if epoch == 0 then
  local time = redis.call('TIME')
  epoch = time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/**
 * KEYS epoch. ARGV the highest epoch this process knows of. Returns the epoch. One that was lost is put back by whoever
 * knows it; if nobody does, the time in milliseconds is later than every epoch there was, and no old mark counts.
 */
export const READ_EPOCH = luaScript(`${READ}
if epoch > stored then redis.call('SET', KEYS[1], string.format('%.0f %.0f', epoch, generation)) end
return string.format('%.0f', epoch)
`);

/**
 * KEYS epoch. ARGV the highest epoch this process knows of, generation, channel. Returns the epoch: the next one, told on
 * the channel, unless this generation or a later one has raised it already.
 */
export const RAISE_EPOCH = luaScript(`${READ}
if tonumber(ARGV[2]) <= generation then return string.format('%.0f', epoch) end
local raised = string.format('%.0f', epoch + 1)
redis.call('SET', KEYS[1], raised .. ' ' .. ARGV[2])
redis.call('PUBLISH', ARGV[3], raised)
return raised
`);
