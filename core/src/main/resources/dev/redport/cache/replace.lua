-- Writes an entry if the present one is the expected one.
-- KEYS[1] entry
-- ARGV[1] SHA-1 of the expected entry, or '' to expect no value   ARGV[2] new entry   ARGV[3] its life in ms
-- ARGV[4] SHA-1 of the new entry   ARGV[5] '1' if leases and negative entries are no values
-- Reply: 1 = written, 0 = something else is there
-- Replay class GUARDED: every write has a stamp, so an entry that is already the new one was written by the first try.
local current = redis.call('GET', KEYS[1])
if current then
  local seen = redis.sha1hex(current)
  if seen == ARGV[4] then
    return 1
  end
  local head = string.sub(current, 1, 3)
  local marker = ARGV[5] == '1' and (head == '\199\1A' or head == '\199\1L')
  if seen ~= ARGV[1] and not (ARGV[1] == '' and marker) then
    return 0
  end
elseif ARGV[1] ~= '' then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
