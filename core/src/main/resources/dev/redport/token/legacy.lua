-- The token hashes of one subject. marks.lua stands in front of it.
-- KEYS[3]  a member for each hash, scored by when it expires
-- ARGV[4]  what to do, then its arguments:
--   store   member, ms to live                       stored
--   check   member                                   how many
--   rotate  old member, new member, ms to live       how many
--   revoke  member                                   how many
-- Replay class GUARDED: the answer of what changes anything is kept. 'check' only reads.
local what, member = ARGV[4], ARGV[5]

local function store(name, life)
  redis.call('ZADD', KEYS[3], int(now + life), name)
  if redis.call('PTTL', KEYS[3]) < life + 0 then
    redis.call('PEXPIRE', KEYS[3], life)
  end
end

if what == 'store' then
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', int(now))
  store(member, ARGV[6])
  return answered('stored')
end
local score = redis.call('ZSCORE', KEYS[3], member)
if not score or score + 0 <= now then
  return '0'
end
if what == 'check' then
  return '1'
end
redis.call('ZREM', KEYS[3], member)
if what == 'rotate' then
  store(ARGV[6], ARGV[7])
end
return answered('1')
