-- Gives a value another life; leases and negative entries keep theirs.
-- KEYS[1] entry
-- ARGV[1] life in ms
-- Reply: 1 = done, 0 = no value
-- Replay class SAME_STATE.
local head = redis.call('GETRANGE', KEYS[1], 0, 2)
if head == '\199\1A' or head == '\199\1L' then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
