-- Raises a cut-off that is not one subject's: of a client, a tenant, or of everyone.
-- KEYS[1]  the answer this operation gave   KEYS[2] the cut-off   KEYS[3] the highest of all such cut-offs
-- ARGV[1]  milliseconds to keep the answer   ARGV[2] milliseconds the clocks of servers may differ: the stamps it revokes
--          come from other servers   ARGV[3] milliseconds to keep the cut-off
-- Reply: the cut-off
-- Replay class GUARDED: the answer is kept.
local given = redis.call('GET', KEYS[1])
if given then
  return given
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- What was issued after an earlier cut-off has a stamp just above that, so the next one lies some way above it, too, even if
-- it is another one and no time has passed, or the clock was set back.
local cut = math.max(now + ARGV[2], (redis.call('GET', KEYS[2]) or 0) + 10, (redis.call('GET', KEYS[3]) or 0) + 10)
local text = string.format('%.0f', cut)
local function life(left)
  return string.format('%.0f', math.max(left, ARGV[3] + 0))
end
redis.call('SET', KEYS[2], text, 'PX', life(redis.call('PTTL', KEYS[2])))
redis.call('SET', KEYS[3], text, 'PX', life(redis.call('PTTL', KEYS[3])))
redis.call('SET', KEYS[1], text, 'PX', ARGV[1])
return text
