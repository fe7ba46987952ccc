-- Takes from, gives back to, or looks at every limit of one policy for one subject: all of them, or none.
-- KEYS[1]  the state: a string, or, if there is a sliding log, a sorted set with the string as its member of score -1
-- ARGV[1]  the limits, parted by spaces: kind and integers, see below
-- ARGV[2]  what to do, and integers: cost, and count or longest wait
--            a,cost,count  take cost as often as possible, at most count times
--            p,cost,count  tell what 'a' would do, and write nothing
--            w,cost,wait   take cost, now or as soon as there is room within that many microseconds
--            d,cost        take cost even if there is no room; tell when 1 can be taken again
--            r,cost        give cost back; tell when 1 can be taken again
-- Reply: integers parted by commas: how often cost was taken; the binding limit, from 1; what is left of it; microseconds
--        until cost can be taken once more (w: until it may be used), never too few; microseconds until the binding limit
--        is full again. Or -1 and the second it is, if a calendar does not reach to now.
--        One text: Redis writes the list of a script in pieces, which makes a call a quarter dearer at the server.
-- Replay class NEVER: whoever repeats a lost call may be charged twice. What is refused writes nothing.
-- Replay class READ: 'p'.
--
-- State: the microsecond of the last change, then the segments of the limits, each parted by semicolons. All numbers are
-- integers below 2^53, which Lua's doubles hold exactly; the caller sees to it that products are, too.
--   b unit,ticks,drain,limit   bucket. Segment: ticks,level. A token is so many ticks; 'drain' ticks leave in each unit.
--   f width,limit              windows aligned to the epoch, microseconds. Segment: start,width,now,before,next
--   h width,limit              windows that start with the first use. Same segment.
--   c limit,s0,s1,s2,s3        windows between these seconds. Same segment, width 0.
--   s unit,width,limit         windows aligned to the epoch, of which the one before counts in part. Same segment.
--   l width,limit              log of what was taken when. Segment: next serial number, sum of all entries. Entries:
--                              serial:cost, scored by their time.
local floor, ceil, max, min, huge = math.floor, math.ceil, math.max, math.min, math.huge
local format, gmatch, match, sub = string.format, string.gmatch, string.match, string.sub
local FURTHEST = 2 ^ 52
local CHUNK = 100

local time = redis.call('TIME')
local clock = time[1] * 1000000 + time[2]

-- How long the key has to live, for PX.
local function millis(life)
  return format('%.0f', ceil(life / 1000))
end

local function reply(taken, binding, left, delay, full)
  return format('%.0f,%.0f,%.0f,%.0f,%.0f', taken, binding, left, delay, full)
end

-- To take from one bucket is the commonest call by far: this does nothing that the general way below does not, in half
-- the time.
local function quick(unit, ticks, drain, limit, cost, count)
  local stored = redis.call('GET', KEYS[1])
  local last, was, level = match(stored or '', '^(%d+);b(%d+),(%d+)$')
  if stored and (not last or was + 0 ~= ticks) then
    return nil
  end
  local now = max(clock, last or 0)
  local tick = floor(now / unit)
  level = level and max(0, level - (tick - floor(last / unit)) * drain) or 0
  local cap, into = limit * ticks, now - tick * unit
  local taken = min(count, floor(max(0, floor((cap - level) / ticks)) / cost))
  level = level + taken * cost * ticks
  local delay, full = 0, ceil(level / drain) * unit - into
  if taken < count then
    delay = min(ceil((level + cost * ticks - cap) / drain) * unit - into + now - clock, FURTHEST)
  end
  if level == 0 then
    full = 0
  elseif taken > 0 then
    redis.call('SET', KEYS[1], format('%.0f;b%.0f,%.0f', now, ticks, level), 'PX', millis(full + now - clock))
  end
  full = full == 0 and 0 or min(full + now - clock, FURTHEST)
  return reply(taken, 1, max(0, floor((cap - level) / ticks)), delay, full)
end

local unit, ticks, drain, limit = match(ARGV[1], '^b(%d+),(%d+),(%d+),(%d+)$')
if unit then
  local cost, count = match(ARGV[2], '^a,(%d+),(%d+)$')
  local done = cost and quick(unit + 0, ticks + 0, drain + 0, limit + 0, cost + 0, count + 0)
  if done then
    return done
  end
end

local function numbers(text)
  local list, n = {}, 0
  for each in gmatch(text, '%d+') do
    n = n + 1
    list[n] = tonumber(each)
  end
  return list
end

local op = sub(ARGV[2], 1, 1)
local args = numbers(ARGV[2])
local cost, count = args[1], args[2] or 1

local specs, logged = {}, false
for text in gmatch(ARGV[1], '%S+') do
  specs[#specs + 1] = text
  logged = logged or sub(text, 1, 1) == 'l'
end

local stored
if logged then
  stored = redis.call('ZRANGEBYSCORE', KEYS[1], -1, -1)[1]
else
  stored = redis.call('GET', KEYS[1])
end
local last, now, segments, serials = clock, clock, {}, nil
local head, rest = match(stored or '', '^(%d+)(.*)$')
if head then
  last = tonumber(head)
  now = max(clock, last) -- a clock that goes back stops time, no more
  for text in gmatch(rest, '[^;]+') do
    segments[#segments + 1] = text
    serials = sub(text, 1, 1) == 'l' and numbers(text) or serials
  end
end

-- Each kind gives: room(), how much can be taken now; wait(cost, from), microseconds from now, at least 'from', until cost
-- can be taken, and whether it can be reserved for then; take(cost, at); debit(cost); give(cost); full(), microseconds
-- until nothing is left of what was taken; text().

local function bucket(spec, segment)
  local unit, ticks, drain, limit = spec[1], spec[2], spec[3], spec[4]
  local cap, level = limit * ticks, 0
  local tick = floor(now / unit)
  if segment then
    level = segment[2]
    if segment[1] ~= ticks then -- another rate by now: what was used stays used
      local used = floor(level / segment[1])
      level = min(used * ticks + ceil((level - used * segment[1]) / segment[1] * ticks), FURTHEST)
    end
    level = max(0, level - (tick - floor(last / unit)) * drain)
  end
  local function micros(units)
    return units == 0 and 0 or units * unit - (now - tick * unit)
  end
  return {
    room = function()
      return max(0, floor((cap - level) / ticks))
    end,
    wait = function(amount, from)
      local need = level + amount * ticks - cap
      if need <= 0 then
        return from, true
      end
      local at = max(from, micros(ceil(need / drain)))
      return at, max(level, at / unit * drain) + amount * ticks <= FURTHEST
    end,
    take = function(amount, at)
      level = max(level, (floor((now + at) / unit) - tick) * drain) + amount * ticks
    end,
    debit = function(amount)
      level = max(level, min(level + amount * ticks, 2 * cap))
    end,
    give = function(amount)
      level = max(0, level - amount * ticks)
    end,
    full = function()
      return micros(ceil(level / drain))
    end,
    text = function()
      return format('%.0f,%.0f', ticks, level)
    end
  }
end

-- Windows: what was taken in this one, in the one before (sliding only), and reserved in the next.
local function window(kind, spec, segment)
  local unit, width, limit, start, second, third = 1, 0, 0, 0, 0, 0
  if kind == 'c' then
    limit = spec[1]
    local i = 2
    while i < 4 and now >= spec[i + 1] * 1000000 do
      i = i + 1
    end
    local after = spec[i + 2] or spec[i + 1] * 2 - spec[i]
    start, second, third = spec[i] * 1000000, spec[i + 1] * 1000000, after * 1000000
  else
    if kind == 's' then
      unit, width, limit = spec[1], spec[2] * spec[1], spec[3]
    else
      width, limit = spec[1], spec[2]
    end
    start = floor(now / width) * width
    if kind == 'h' then
      start = now
      if segment and segment[2] == width then
        local passed = floor((now - segment[1]) / width)
        if (passed == 0 and segment[3] + segment[5] > 0) or (passed == 1 and segment[5] > 0) then
          start = segment[1] + passed * width
        end
      end
    end
    second, third = start + width, start + 2 * width
  end

  local used, before, ahead = 0, 0, 0
  if segment then
    local first, size = segment[1], segment[2]
    if size ~= width then -- another width by now: what still counted goes on counting
      local into = now - first
      if kind == 's' and into < size then
        used = segment[3] + ceil(segment[4] * (size - into) / size)
      elseif kind == 's' and into < 2 * size then
        used = segment[5] + ceil(segment[3] * (2 * size - into) / size)
      elseif into < size then
        used = segment[3]
      elseif into < 2 * size then
        used = segment[5]
      end
    elseif first == start then
      used, before, ahead = segment[3], segment[4], segment[5]
    elseif kind == 'c' then
      used = segment[6] == start and segment[5] or 0
    elseif first + width == start then
      used, before = segment[5], segment[3]
    elseif first + 2 * width == start then
      before = segment[5]
    end
    before = kind == 's' and before or 0
    used, before, ahead = min(used, 2 * limit), min(before, 2 * limit), min(ahead, limit)
  end
  local left = second - now
  local total = width / unit
  local rest = ceil(left / unit) -- of this window, in units

  -- Units into a window until 'part' of what was taken before it and is left to count fits beside what counts whole.
  local function fade(part, whole)
    return part == 0 and 0 or max(0, ceil((part - whole) * total / part))
  end
  local function this(amount)
    if kind ~= 's' then
      return used + amount <= limit and 0 or huge
    end
    if ahead > 0 or used + amount > limit then
      return huge
    end
    if before * rest + (used + amount) * total <= limit * total then
      return 0
    end
    return max(0, fade(before, limit - used - amount) * unit - (now - start))
  end
  local function coming(amount)
    if ahead + amount > limit then
      return huge
    end
    return kind == 's' and fade(used, limit - ahead - amount) * unit or 0
  end
  return {
    room = function()
      if kind ~= 's' then
        return max(0, limit - used)
      end
      return ahead > 0 and 0 or max(0, floor((limit * total - before * rest) / total) - used)
    end,
    wait = function(amount, from)
      local at = max(from, this(amount))
      if at < left then
        return at, true
      end
      at = max(from, left + coming(amount))
      if at < third - now then
        return at, true
      end
      at = third - now
      if kind == 's' then
        at = at + fade(ahead, limit - amount) * unit
      end
      return max(from, at), false
    end,
    take = function(amount, at)
      if at < left then
        used = used + amount
      else
        ahead = ahead + amount
      end
    end,
    debit = function(amount)
      used = max(used, min(used + amount, 2 * limit))
    end,
    give = function(amount)
      local reserved = min(ahead, amount)
      ahead = ahead - reserved
      used = max(0, used - (amount - reserved))
    end,
    full = function()
      local last = kind == 's' and third - now or left
      if ahead > 0 then
        return kind == 's' and last + width or third - now
      end
      return used > 0 and last or before > 0 and left or 0
    end,
    text = function()
      if kind == 'c' then
        return format('%.0f,0,%.0f,0,%.0f,%.0f', start, used, ahead, second)
      end
      return format('%.0f,%.0f,%.0f,%.0f,%.0f', start, width, used, before, ahead)
    end
  }
end

-- What was taken when, as entries of the sorted set; 'total' counts those, too, that are over and not removed yet.
local function log(spec, segment)
  local width, limit = spec[1], spec[2]
  local serial, total = 0, 0
  if segment then
    serial, total = segment[1], segment[2]
  end
  local over = format('%.0f', now - width)
  local alive = '(' .. over
  local function weight(entry)
    return tonumber(match(entry, ':(%d+)$'))
  end
  local used = total
  for _, entry in ipairs(total > 0 and redis.call('ZRANGEBYSCORE', KEYS[1], 0, over) or {}) do
    used = used - weight(entry)
  end
  local function put(number, amount, when)
    redis.call('ZADD', KEYS[1], when, format('%.0f:%.0f', number, amount))
    used, total = used + amount, total + amount
  end
  local function take(amount, at)
    if used < total then
      redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, over)
      total = used
    end
    put(serial, amount, format('%.0f', now + at))
    serial = serial + 1
  end
  return {
    room = function()
      return max(0, limit - used)
    end,
    wait = function(amount, from)
      local need, seen, size = used + amount - limit, 0, 2
      while need > 0 do
        local oldest = redis.call('ZRANGEBYSCORE', KEYS[1], alive, '+inf', 'WITHSCORES', 'LIMIT', seen, size)
        for i = 1, #oldest, 2 do
          need = need - weight(oldest[i])
          if need <= 0 then
            return max(from, tonumber(oldest[i + 1]) + width - now), true
          end
        end
        if #oldest == 0 then
          break
        end
        seen, size = seen + size, CHUNK -- the first few are enough for most
      end
      return from, true
    end,
    take = take,
    debit = function(amount)
      local more = min(amount, 2 * limit - used)
      if more > 0 then
        take(more, 0)
      end
    end,
    give = function(amount)
      while amount > 0 do
        local newest =
          redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', alive, 'WITHSCORES', 'LIMIT', 0, CHUNK)
        if #newest == 0 then
          break
        end
        for i = 1, #newest, 2 do
          if amount > 0 then
            local had = weight(newest[i])
            redis.call('ZREM', KEYS[1], newest[i])
            used, total = used - had, total - had
            if had > amount then
              put(tonumber(match(newest[i], '^%d+')), had - amount, newest[i + 1])
            end
            amount = amount - min(had, amount)
          end
        end
      end
    end,
    full = function()
      local last = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', alive, 'WITHSCORES', 'LIMIT', 0, 1)
      return last[2] and tonumber(last[2]) + width - now or 0
    end,
    text = function()
      return format('%.0f,%.0f', serial, total)
    end
  }
end

local limits, kinds = {}, {}
for i = 1, #specs do
  local kind, spec = sub(specs[i], 1, 1), numbers(specs[i])
  local segment
  if kind == 'l' then
    segment = serials -- wherever it was: its entries are still there
  elseif segments[i] and sub(segments[i], 1, 1) == kind then
    segment = numbers(segments[i])
  end
  if kind == 'c' and (now < spec[2] * 1000000 or now >= spec[5] * 1000000) then
    return format('-1,%.0f', floor(now / 1000000))
  end
  kinds[i] = kind
  if kind == 'b' then
    limits[i] = bucket(spec, segment)
  elseif kind == 'l' then
    limits[i] = log(spec, segment)
  else
    limits[i] = window(kind, spec, segment)
  end
end

-- When every limit has room, which need not be when each has by itself; the limit that has it last; whether reservable.
local function wait()
  local at, last, sure = 0, 0, true
  for round = 1, 4 do
    local start = at
    for i = 1, #limits do
      local ready, reservable = limits[i].wait(cost, at)
      if ready > at then
        at, last = ready, i
      end
      sure = sure and reservable
    end
    if at == start then
      return at, last, sure
    end
  end
  return at, last, false
end

local taken, delay, binding = 0, 0, 0
if op == 'w' then
  local at, last, sure = wait()
  delay, binding = at, last
  if sure and at <= count then
    taken = 1
    for i = 1, #limits do
      limits[i].take(cost, at)
    end
  end
elseif op == 'd' or op == 'r' then
  taken = 1
  for i = 1, #limits do
    limits[i][op == 'd' and 'debit' or 'give'](cost)
  end
else
  taken = count
  for i = 1, #limits do
    taken = min(taken, floor(limits[i].room() / cost))
  end
  if op == 'a' and taken > 0 then
    for i = 1, #limits do
      limits[i].take(taken * cost, 0)
    end
  end
end
if op == 'd' or op == 'r' then
  cost, count = 1, 2 -- these tell when one token can be taken again
end
if op ~= 'w' and taken < count then
  delay, binding = wait()
end

if op ~= 'p' and taken > 0 then
  local texts, life = {format('%.0f', now)}, 0
  for i = 1, #limits do
    life = max(life, limits[i].full())
    texts[i + 1] = kinds[i] .. limits[i].text()
  end
  local text, lasting = table.concat(texts, ';'), millis(life + now - clock)
  if life == 0 then
    redis.call('DEL', KEYS[1])
  elseif logged then
    redis.call('ZREMRANGEBYSCORE', KEYS[1], -1, -1)
    redis.call('ZADD', KEYS[1], -1, text)
    redis.call('PEXPIRE', KEYS[1], lasting)
  else
    redis.call('SET', KEYS[1], text, 'PX', lasting)
  end
end

if binding == 0 then -- the limit with the least left
  binding = 1
  for i = 2, #limits do
    if limits[i].room() < limits[binding].room() then
      binding = i
    end
  end
end
local function since(micros) -- what is over is over whatever the clock says
  return micros == 0 and 0 or min(micros + now - clock, FURTHEST)
end
return reply(taken, binding, limits[binding].room(), since(delay), since(limits[binding].full()))
