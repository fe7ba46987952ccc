-- Claims the right to fill a missing entry, or reports what is there by now.
-- KEYS[1] entry
-- ARGV[1] lease, unique to this call   ARGV[2] its life in ms   ARGV[3] '1' to claim over a negative entry too
-- Reply: 1 = claimed; otherwise the entry's bytes
-- Replay class GUARDED: the same lease is recognised and claimed again.
local current = redis.call('GET', KEYS[1])
if current == ARGV[1] then
  return 1
end
if current and not (ARGV[3] == '1' and string.sub(current, 1, 3) == '\199\1A') then
  return current
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
