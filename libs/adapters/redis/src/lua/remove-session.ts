import { luaScript } from '../connection/lua-script.ts';
import { STORED_SESSION } from './stored-session.ts';

/**
 * KEYS state, open, ended. ARGV id, and now (ms) if it is to be removed only when it has expired, else nothing. Returns the
 * session that was removed: of all who ask, one gets it.
 */
export const REMOVE_SESSION = luaScript(`${STORED_SESSION}
local state, open, ended = KEYS[1], KEYS[2], KEYS[3]
local id, now = ARGV[1], ARGV[2]
local stored = redis.call('HGET', state, 's' .. id)
if not stored then
  -- The state may be gone and the index not: garbage collection, eviction.
  redis.call('ZREM', open, id)
  redis.call('ZREM', ended, id)
  return false
end
local _, _, flags, _, device = head(stored)
local index = is(flags, 1, 'o') and open or ended
if now ~= '' then
  -- It may have been touched since it was found.
  local expiresAt = redis.call('ZSCORE', index, id)
  if expiresAt and tonumber(expiresAt) >= tonumber(now) then return false end
end
drop(state, index, id, device)
return stored
`);
