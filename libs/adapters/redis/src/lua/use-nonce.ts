/**
 * `useNonce` of the domain, for scripts: false when the nonce was used like that before. The text of a device tag's nonces is
 * the time until which others are over, and `nonce count made` of each use; it is kept for as long as the last of them lives.
 */
export const USE_NONCE = `
local function useNonce(key, nonce, count, made, lifetime, most, now)
  local known = redis.call('GET', key) or '0'
  local over = tonumber(string.match(known, '^%d+'))
  local uses, same, oldest = {}, nil, nil
  for id, used, at in string.gmatch(known, ' (%S+) (%d+) (%d+)') do
    if id == nonce then
      same = tonumber(used)
    elseif now - at < tonumber(lifetime) then
      uses[#uses + 1] = { id, used, at }
    end
  end
  if same and tonumber(count) <= same or not same and tonumber(made) <= over then return false end
  uses[#uses + 1] = { nonce, count, made }
  if #uses > tonumber(most) then
    oldest = 1
    for i, use in ipairs(uses) do
      if tonumber(use[3]) < tonumber(uses[oldest][3]) then oldest = i end
    end
    over = math.max(over, tonumber(uses[oldest][3]))
    table.remove(uses, oldest)
  end
  local text = string.format('%.0f', over)
  for _, use in ipairs(uses) do text = text .. ' ' .. table.concat(use, ' ') end
  redis.call('SET', key, text, 'PX', lifetime)
  return true
end
`;
