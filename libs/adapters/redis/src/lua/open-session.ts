import { luaScript } from '../connection/lua-script.ts';
import { STORED_SESSION } from './stored-session.ts';
import { USE_NONCE } from './use-nonce.ts';

/**
 * KEYS state, open, ended, marks, nonces. ARGV id, device, revision, position, rest, expires at (ms), keep for (ms), the mark
 * that settles it or nothing, 1 where only a settled one is to be opened, and what `useNonce` takes if a nonce was used.
 * Returns fence, whether it is settled, and id and text of the session that was superseded, if it was open; nil where it
 * had to be settled and is not, and `replayed` when the nonce was used like that before.
 * The fence is the time in microseconds: it grows also after everything was lost.
 */
export const OPEN_SESSION = luaScript(String.raw`${STORED_SESSION}${USE_NONCE}
local state, open, ended, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, device = ARGV[1], ARGV[2]
local time = redis.call('TIME')
local fence = time[1] * 1000000 + time[2]

local settled = false
if ARGV[8] ~= '' then
  local mark = redis.call('HGET', marks, device)
  settled = mark == ARGV[8]
  if mark and not settled and string.sub(mark, 1, #ARGV[8] + 1) == ARGV[8] .. ' ' then
    local lapses = tonumber(string.sub(mark, #ARGV[8] + 2))
    settled = lapses ~= nil and tonumber(time[1]) < lapses
  end
end
if ARGV[9] == '1' and not settled then return false end
if ARGV[10] and not useNonce(KEYS[5], ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14], time[1] * 1000) then
  return 'replayed'
end

local supersededId, superseded = false, false

local older = redis.call('HGET', state, 'i' .. device)
local stored = older and older ~= id and redis.call('HGET', state, 's' .. older)
if stored then
  local oldFence, _, flags = head(stored)
  -- The clock may have been set back.
  if tonumber(oldFence) >= fence then fence = oldFence + 1 end
  redis.call('HDEL', state, 's' .. older)
  if is(flags, 1, 'o') then
    supersededId, superseded = older, stored
    redis.call('ZREM', open, older)
  else
    redis.call('ZREM', ended, older)
  end
end

local fenceText = string.format('%.0f', fence)
local flags = settled and 'os-' or 'o--'
local session = fenceText .. ' ' .. ARGV[3] .. ' ' .. flags .. ' ' .. ARGV[4] .. ' ' .. device .. '\n' .. ARGV[5]
redis.call('HSET', state, 's' .. id, session, 'i' .. device, id)
redis.call('ZADD', open, ARGV[6], id)
redis.call('PEXPIRE', state, ARGV[7])
return { fenceText, settled and 1 or 0, supersededId, superseded }
`);
