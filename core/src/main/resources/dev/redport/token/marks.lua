-- Put in front of the scripts of one subject: the answer that was given already, the time, and the subject's marks.
-- KEYS[1]  the answer this operation gave, for a caller who asks again because it was lost
-- KEYS[2]  the marks: 'hi;cut;' and 'tag=cut;' for each client with a cut-off of its own. hi is the highest stamp given out
-- ARGV[1]  milliseconds to keep the answer; 0 for what only reads, which keeps none
-- ARGV[2]  the highest cut-off known from outside the subject's slot
-- ARGV[3]  milliseconds to keep a mark: as long as anything it revokes may live
--
-- A stamp is a millisecond of a hybrid logical clock (Kulkarni et al., 2014): never below one given out before, whatever
-- the server's clock does. What has a stamp at or below a cut-off is revoked.
local format, match, gsub, sub = string.format, string.match, string.gsub, string.sub
local max, min = math.max, math.min

local function int(number)
  return format('%.0f', number)
end

if ARGV[1] ~= '0' then
  local given = redis.call('GET', KEYS[1])
  if given then
    return given
  end
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local outside = ARGV[2] + 0
local hi, cut, clients = match(redis.call('GET', KEYS[2]) or '0;0;', '^(%d+);(%d+);(.*)$')
hi, cut = hi + 0, cut + 0

local function clientCut(tag)
  return tag ~= '' and (match(clients, tag .. '=(%d+);') or 0) + 0 or 0
end

local function answered(answer)
  redis.call('SET', KEYS[1], answer, 'PX', ARGV[1])
  return answer
end

local function saveMarks()
  local life = max(redis.call('PTTL', KEYS[2]), ARGV[3] + 0)
  redis.call('SET', KEYS[2], int(hi) .. ';' .. int(cut) .. ';' .. clients, 'PX', int(life))
end

-- A stamp that no cut-off so far revokes.
local function stamp(tag)
  hi = max(now, hi, cut + 1, clientCut(tag) + 1, outside + 1)
  saveMarks()
  return hi
end

-- Whether something of that stamp lives still. A member of an index begins with its stamp, 13 digits.
local function uncut(member, tag)
  return sub(member, 1, 13) + 0 > max(cut, outside, clientCut(tag))
end
