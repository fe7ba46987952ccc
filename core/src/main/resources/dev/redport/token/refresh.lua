-- Everything about one family of refresh tokens. marks.lua stands in front of it.
-- KEYS[3]  the index: a member for each family, stamp and random part, scored by when it expires
-- KEYS[4]  the family: 'generation;key id;rotated at;grace uses;idle;absolute expiry;client tag;reusable;end;session;session
--          idle;session absolute expiry;' and who it is for, sealed. end is '' while it lives, then why it does not; that
--          stays until the absolute expiry.
-- KEYS[5]  the index of sessions   KEYS[6] to issue: the payload of the session
-- ARGV[4]  what to do, then its arguments. The caller has verified that each token is authentic.
--   issue   random, idle, longest, client tag, key id, reusable 0 or 1, session or '', most families, sealed
--             issued,stamp,expiry,absolute | session
--   rotate  member, generation, client tag, key id, grace ms, grace uses
--             rotated | replayed, then generation,key id,stamp,expiry,absolute,session or '-', newline, sealed
--             reused,generations late,ms since the rotation,session or '-', newline, sealed
--             unknown | revoked | expired | session | client
--   look    the same, and writes nothing: valid | replayed ... (stamp is 0)
--   end     member, generation, client tag or ''   how many
-- Replay class GUARDED: the answer of what changes anything is kept. 'look' only reads.
local what, member = ARGV[4], ARGV[5]

local function index(name, expiry)
  redis.call('ZADD', KEYS[3], int(expiry), name)
  if redis.call('PTTL', KEYS[3]) < expiry - now then
    redis.call('PEXPIRE', KEYS[3], int(expiry - now))
  end
end

local function sessionScore(sid)
  local score = redis.call('ZSCORE', KEYS[5], sid)
  return score and score + 0 > now and uncut(sid, '') and score + 0
end

local function save(family, life)
  redis.call('SET', KEYS[4], table.concat(family, ';', 1, 12) .. ';' .. family.sealed, 'PX', int(life))
end

if what == 'issue' then
  local idle, absolute, tag, sid, most = ARGV[6] + 0, now + ARGV[7], ARGV[8], ARGV[11], ARGV[12] + 0
  local sessionIdle, sessionEnd, sessionExpiry = '', '', nil
  if sid ~= '' then
    sessionExpiry = sessionScore(sid)
    local times = sessionExpiry and redis.call('HGET', KEYS[6], 'n')
    if not times then
      return 'session'
    end
    sessionIdle, sessionEnd = match(times, '^%d+;(%d+);(%d+);')
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', int(now))
  local over = redis.call('ZCARD', KEYS[3]) - most
  if over >= 0 then
    for _, each in ipairs(redis.call('ZRANGE', KEYS[3], 0, over)) do
      redis.call('ZREM', KEYS[3], each)
    end
  end
  local at = stamp(tag)
  local expiry = min(now + idle, absolute)
  save({
    '1', ARGV[9], '0', '0', int(idle), int(absolute), tag, ARGV[10], '', sid, sessionIdle, sessionEnd, sealed = ARGV[13]
  }, absolute - now)
  index(format('%013.0f', at) .. member, expiry)
  return answered('issued ' .. int(at) .. ' ' .. int(min(expiry, sessionExpiry or expiry)) .. ' '
    .. int(min(absolute, sid ~= '' and sessionEnd + 0 or absolute)))
end

local stored = redis.call('GET', KEYS[4])
if not stored then
  return what == 'end' and '0' or 'unknown'
end
local generation, kid, rotatedAt, uses, idle, absolute, tag, reusable, ended, sid, sessionIdle, sessionEnd, sealed =
  match(stored, '^(%d+);([^;]*);(%d+);(%d+);(%d+);(%d+);([^;]*);(%d);([^;]*);([^;]*);(%d*);(%d*);(.*)$')
generation, rotatedAt, uses, absolute = generation + 0, rotatedAt + 0, uses + 0, absolute + 0

local function written()
  save({
    int(generation), kid, int(rotatedAt), int(uses), idle, int(absolute), tag, reusable, ended, sid, sessionIdle, sessionEnd,
    sealed = sealed
  }, max(1, absolute - now))
end

local session = sid ~= '' and sid or '-'
local score = redis.call('ZSCORE', KEYS[3], member)
local presented = ARGV[6] + 0

if what == 'end' then
  if ARGV[7] ~= '' and ARGV[7] ~= tag or ended ~= '' or not score or score + 0 <= now or not uncut(member, tag)
    or sid ~= '' and not sessionScore(sid) then
    return '0'
  end
  ended = 'revoked'
  redis.call('ZREM', KEYS[3], member)
  written()
  return answered('1')
end

if ended ~= '' or not uncut(member, tag) then
  return 'revoked'
end
if not score then -- the index forgets what is over
  return min(max(rotatedAt, sub(member, 1, 13) + 0) + idle, absolute) <= now and 'expired' or 'revoked'
end
if score + 0 <= now then
  return 'expired'
end
if ARGV[7] ~= tag then
  return 'client'
end
local alive = sid == '' or sessionScore(sid)
if not alive then
  return 'session'
end

-- A clock that is set back leaves the window open for longer; it must never close early, because that reads as theft.
local grace, most = ARGV[9] + 0, ARGV[10] + 0
local outcome
if reusable == '1' and presented == generation then
  outcome, rotatedAt = 'rotated', now
elseif presented >= generation then
  -- A token of a later generation is authentic, so this server lost its rotation in a failover: the token knows better.
  outcome, generation, kid, rotatedAt, uses = 'rotated', presented + 1, ARGV[8], now, 0
elseif presented == generation - 1 and now - rotatedAt < grace and uses < most then
  outcome, uses = 'replayed', uses + 1
else
  local answer = 'reused ' .. int(generation - presented) .. ' ' .. int(max(0, now - rotatedAt)) .. ' ' .. session .. '\n' .. sealed
  if what == 'look' then
    return answer
  end
  ended = 'reused'
  redis.call('ZREM', KEYS[3], member)
  if sid ~= '' then
    redis.call('ZREM', KEYS[5], sid)
  end
  written()
  return answered(answer)
end

local at = 0
local expiry = score + 0
if what == 'look' then
  outcome, generation = outcome == 'rotated' and 'valid' or outcome, presented
else
  at = stamp(tag)
  expiry = max(expiry, min(now + idle, absolute))
  index(member, expiry)
  if sid ~= '' then
    local longer = max(alive, min(now + sessionIdle, sessionEnd + 0))
    expiry = min(expiry, longer)
    redis.call('ZADD', KEYS[5], int(longer), sid)
    if redis.call('PTTL', KEYS[5]) < longer - now then
      redis.call('PEXPIRE', KEYS[5], int(longer - now))
    end
  end
  written()
end
local answer = outcome .. ' ' .. int(generation) .. ' ' .. kid .. ' ' .. int(at) .. ' ' .. int(expiry) .. ' '
  .. int(min(absolute, sid ~= '' and sessionEnd + 0 or absolute)) .. ' ' .. session .. '\n' .. sealed
return what == 'look' and answer or answered(answer)
