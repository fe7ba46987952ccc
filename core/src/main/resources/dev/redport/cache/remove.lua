-- Removes an entry if it is still the one that was seen.
-- KEYS[1] entry
-- ARGV[1] SHA-1 of the entry
-- Reply: 1 = removed, 0 = something else is there
-- Replay class SAME_STATE.
local current = redis.call('GET', KEYS[1])
if current and redis.sha1hex(current) == ARGV[1] then
  return redis.call('UNLINK', KEYS[1])
end
return 0
