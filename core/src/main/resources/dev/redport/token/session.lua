-- Everything about one session, or about all of a subject. marks.lua stands in front of it.
-- KEYS[3]  the index: a member for each session, stamp and random part, scored by when it expires. A session exists if and
--          only if its member's score is in the future; the rest is payload.
-- KEYS[4]  the payload: d digest of the secret, n 'last seen;idle;absolute expiry;version;', m0, m1... who and with which
--          device, sealed, in parts that keep the hash packed, @name an attribute
-- ARGV[4]  what to do, then its arguments:
--   create  random, idle, longest, most sessions or 0, what to do then (reject, ask, recent, oldest), fields and values
--             created,stamp,expiry,absolute,evicted... | limit,sessions
--   find    member, digest, least ms between touches or -1    fields and values, then the score | nil
--   update  member, digest, version or -1, most attributes, number of removals, names, fields and values
--             updated,version | conflict,version | full | gone
--   renew   member, digest, new digest    renewed | gone
--   end     member, digest or ''          how many
--   others  member, digest                how many, members | gone
--   list                                  members and scores
-- Replay class GUARDED: the answer of what changes more than a time is kept. 'find' and 'list' keep none: a touch
-- that is repeated leaves the same state.
local what, member, digest = ARGV[4], ARGV[5], ARGV[6]

-- The parts of 'n', if there is such a session and the caller knows its secret.
local function lookup()
  local score = redis.call('ZSCORE', KEYS[3], member)
  if not score or score + 0 <= now or not uncut(member, '') then
    return nil
  end
  local stored = redis.call('HMGET', KEYS[4], 'd', 'n')
  if not stored[2] or digest ~= '' and stored[1] ~= digest then
    return nil
  end
  local seen, idle, absolute, version = match(stored[2], '^(%d+);(%d+);(%d+);(%d+);$')
  return score + 0, seen + 0, idle + 0, absolute + 0, version + 0
end

local function times(seen, idle, absolute, version)
  return int(seen) .. ';' .. int(idle) .. ';' .. int(absolute) .. ';' .. int(version) .. ';'
end

local function index(name, expiry)
  redis.call('ZADD', KEYS[3], int(expiry), name)
  if redis.call('PTTL', KEYS[3]) < expiry - now then
    redis.call('PEXPIRE', KEYS[3], int(expiry - now))
  end
end

if what == 'list' then
  return redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. int(now), '+inf', 'WITHSCORES')
end

if what == 'find' then
  local score, seen, idle, absolute, version = lookup()
  if not score then
    return nil
  end
  local interval = ARGV[7] + 0
  if interval >= 0 and now - seen >= min(interval, idle / 2) then
    redis.call('HSET', KEYS[4], 'n', times(now, idle, absolute, version))
    score = max(score, min(now + idle, absolute))
    index(member, score)
  end
  local found = redis.call('HGETALL', KEYS[4])
  found[#found + 1] = int(score) -- a list in the list would cost some microseconds more
  return found
end

if what == 'create' then
  local idle, absolute, most, policy = ARGV[6] + 0, now + ARGV[7], ARGV[8] + 0, ARGV[9]
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', int(now))
  local evicted = {}
  if most > 0 and redis.call('ZCARD', KEYS[3]) >= most then
    local all = redis.call('ZRANGE', KEYS[3], 0, -1)
    local alive = {}
    for _, each in ipairs(all) do
      if uncut(each, '') then
        alive[#alive + 1] = each
      else
        redis.call('ZREM', KEYS[3], each)
      end
    end
    if #alive >= most and (policy == 'reject' or policy == 'ask') then
      return 'limit ' .. #alive
    end
    if policy == 'oldest' then
      table.sort(alive)
    end
    for i = 1, #alive - most + 1 do
      redis.call('ZREM', KEYS[3], alive[i])
      evicted[i] = alive[i]
    end
  end
  local at = stamp('')
  local name, expiry = format('%013.0f', at) .. member, min(now + idle, absolute)
  redis.call('HSET', KEYS[4], 'n', times(now, idle, absolute, 1), unpack(ARGV, 10))
  redis.call('PEXPIRE', KEYS[4], int(absolute - now))
  index(name, expiry)
  evicted[0] = 'created ' .. int(at) .. ' ' .. int(expiry) .. ' ' .. int(absolute)
  return answered(table.concat(evicted, ' ', 0))
end

if what == 'end' then
  if not lookup() then
    return '0'
  end
  redis.call('ZREM', KEYS[3], member)
  redis.call('UNLINK', KEYS[4])
  return answered('1')
end

local score, seen, idle, absolute, version = lookup()
if not score then
  return 'gone'
end

if what == 'others' then
  local ended = {}
  for _, each in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. int(now), '+inf')) do
    if each ~= member then
      redis.call('ZREM', KEYS[3], each)
      if uncut(each, '') then
        ended[#ended + 1] = each
      end
    end
  end
  ended[0] = int(#ended)
  return answered(table.concat(ended, ' ', 0))
end

if what == 'renew' then
  redis.call('HSET', KEYS[4], 'd', ARGV[7], 'n', times(seen, idle, absolute, version + 1))
  return answered('renewed')
end

-- update
local expected, most, removals = ARGV[7] + 0, ARGV[8] + 0, ARGV[9] + 0
if expected >= 0 and expected ~= version then
  return 'conflict ' .. int(version)
end
local attributes, more = {}, 0
for _, field in ipairs(redis.call('HKEYS', KEYS[4])) do
  if sub(field, 1, 1) == '@' then
    attributes[field], more = true, more + 1
  end
end
for i = 10, 9 + removals do
  more = attributes[ARGV[i]] and more - 1 or more
end
for i = 10 + removals, #ARGV, 2 do
  more = attributes[ARGV[i]] and more or more + 1
end
if more > most then
  return 'full'
end
if removals > 0 then
  redis.call('HDEL', KEYS[4], unpack(ARGV, 10, 9 + removals))
end
redis.call('HSET', KEYS[4], 'n', times(seen, idle, absolute, version + 1), unpack(ARGV, 10 + removals))
return answered('updated ' .. int(version + 1))
