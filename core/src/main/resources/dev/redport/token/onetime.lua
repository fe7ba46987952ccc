-- One token that may be used once. marks.lua stands in front of it.
-- KEYS[3]  the token: 'stamp;expiry;latest only;state;lease until;claim;' and who and what it is for, sealed. The state is new,
--          claimed or used; a used one is kept for a minute at most.
-- KEYS[4]  the digest of the latest token of that purpose, if only the latest is good
-- ARGV[4]  what to do   ARGV[5] digest, then its arguments:
--   issue    ms to live, latest only 0 or 1, sealed     issued,stamp,expiry
--   consume                                             good,stamp,expiry, newline, sealed | why it is not
--   claim    claim, ms of its lease                     the same
--   commit   claim                                      how many
--   release  claim                                      how many
-- Replay class GUARDED: the answer of what changes anything is kept.
local what, digest = ARGV[4], ARGV[5]

if what == 'issue' then
  local at = stamp('')
  local expiry = int(now + ARGV[6])
  redis.call('SET', KEYS[3], int(at) .. ';' .. expiry .. ';' .. ARGV[7] .. ';new;0;;' .. ARGV[8], 'PX', ARGV[6])
  if ARGV[7] == '1' then
    redis.call('SET', KEYS[4], digest, 'PX', int(max(redis.call('PTTL', KEYS[4]), ARGV[6] + 0)))
  end
  return answered('issued ' .. int(at) .. ' ' .. expiry)
end

local function none(why)
  return (what == 'commit' or what == 'release') and '0' or why
end

local stored = redis.call('GET', KEYS[3])
if not stored then
  return none('unknown')
end
local at, expiry, latest, state, lease, claim, sealed = match(stored, '^(%d+);(%d+);(%d);(%a+);(%d+);([^;]*);(.*)$')
local left = expiry - now

local function save(newState, newLease, newClaim, life)
  redis.call('SET', KEYS[3], at .. ';' .. expiry .. ';' .. latest .. ';' .. newState .. ';' .. int(newLease) .. ';' .. newClaim
    .. ';' .. sealed, 'PX', int(max(1, life)))
end

if what == 'commit' or what == 'release' then
  if state ~= 'claimed' or claim ~= ARGV[6] then
    return '0'
  end
  if what == 'commit' then
    save('used', 0, '', min(max(left, 1000), 60000))
  else
    save('new', 0, '', left)
  end
  return answered('1')
end

if state == 'used' then
  return 'used'
end
if left <= 0 then
  return 'unknown'
end
if at + 0 <= max(cut, outside) then
  return 'revoked'
end
if latest == '1' and redis.call('GET', KEYS[4]) ~= digest then
  return 'superseded'
end
if state == 'claimed' and lease + 0 > now then
  return 'claimed'
end
if what == 'claim' then
  save('claimed', now + ARGV[7], ARGV[6], left)
else
  save('used', 0, '', min(left, 60000))
end
return answered('good ' .. at .. ' ' .. expiry .. '\n' .. sealed)
