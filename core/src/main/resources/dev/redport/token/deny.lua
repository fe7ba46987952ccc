-- Denies one token until it expires; the expiry only grows.
-- KEYS[1]  the answer this operation gave   KEYS[2] the denial: until when
-- ARGV[1]  milliseconds to keep the answer   ARGV[2] until when, in milliseconds since 1970
-- Reply: added, extended, already or expired
-- Replay class GUARDED: the answer is kept.
local given = redis.call('GET', KEYS[1])
if given then
  return given
end
local time = redis.call('TIME')
local life = ARGV[2] - (time[1] * 1000 + math.floor(time[2] / 1000))
if life <= 0 then
  return 'expired'
end
local known = redis.call('GET', KEYS[2])
if known and known + 0 >= ARGV[2] + 0 then
  return 'already'
end
redis.call('SET', KEYS[2], ARGV[2], 'PX', string.format('%.0f', life))
local answer = known and 'extended' or 'added'
redis.call('SET', KEYS[1], answer, 'PX', ARGV[1])
return answer
