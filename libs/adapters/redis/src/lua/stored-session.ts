/**
 * What several scripts do with the hash of a device's state, which has fields `s<session id>` (the session), `i<device id>`
 * (the id of its session) and `d<device id>` (its decision). A session is there just as long as its device points to it.
 */
export const STORED_SESSION = String.raw`
local function head(stored)
  -- fence, revision, flags, last position, device
  return string.match(stored, '^(%d+) (%d+) (%S+) (%-?%d+) (%S+)\n')
end

local function is(flags, place, flag)
  return string.sub(flags, place, place) == flag
end

local function drop(state, index, id, device)
  redis.call('HDEL', state, 's' .. id, 'i' .. device)
  redis.call('ZREM', index, id)
  -- Without a session nobody waits for a decision that holds no command.
  local decision = redis.call('HGET', state, 'd' .. device)
  if decision and string.sub(decision, -1) == '\n' then redis.call('HDEL', state, 'd' .. device) end
end

local function takeReady(state, device, flags, position)
  local decision = redis.call('HGET', state, 'd' .. device)
  if not decision then return nil end
  local upTo, command = string.match(decision, '^(%-?%d+) [^\n]*\n(.*)$')
  if command == '' then return nil end
  -- A decision from before the session's last event does not know what happened since.
  if not is(flags, 2, 's') and tonumber(upTo) < tonumber(position) then return nil end
  redis.call('HSET', state, 'd' .. device, upTo .. ' \n')
  return command
end
`;
