-- Gives out a stamp, or revokes what a subject has. marks.lua stands in front of it.
-- KEYS[3]  sessions   KEYS[4] refresh families   KEYS[5] token hashes of the legacy facade
-- ARGV[4]  'stamp', 'everything', 'client', 'sessions' or 'refresh'   ARGV[5] tag of the client, or ''
-- Reply: stamp or cut-off, how many sessions and families ended, then the members of sessions, whose payloads are garbage
-- Replay class GUARDED: the answer is kept.
local what, tag = ARGV[4], ARGV[5]
if what == 'stamp' then
  return answered(int(stamp(tag)))
end
if what == 'client' then
  local at = max(now, hi, cut + 1, clientCut(tag) + 1)
  hi = at
  clients = gsub(clients, tag .. '=%d+;', '') .. tag .. '=' .. int(at) .. ';'
  saveMarks()
  return answered(int(at) .. ' 0 0')
end

local function alive(unexpired)
  local count = 0
  for _, member in ipairs(unexpired) do
    count = uncut(member, '') and count + 1 or count
  end
  return count
end

local sessions, families, garbage = 0, 0, {}
if what ~= 'refresh' then
  sessions = alive(redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. int(now), '+inf'))
  garbage = redis.call('ZRANGE', KEYS[3], 0, 4999)
  redis.call('UNLINK', KEYS[3])
end
if what ~= 'sessions' then
  families = alive(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. int(now), '+inf'))
    + redis.call('ZCOUNT', KEYS[5], '(' .. int(now), '+inf')
  redis.call('UNLINK', KEYS[4], KEYS[5])
end
local at = 0
if what == 'everything' then
  at = max(now, hi, cut + 1)
  hi, cut, clients = at, at, ''
  saveMarks()
end
local answer = int(at) .. ' ' .. sessions .. ' ' .. families
return answered(answer .. (#garbage > 0 and ' ' or '') .. table.concat(garbage, ' '))
