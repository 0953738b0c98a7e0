-- Claims wake-ups that are due in some partitions by moving them on; what has lost its room goes.
-- KEYS: the wake-ups of each partition; rooms' hashes are named by what they hold, with the same tag.
-- ARGV: run id, now, from when on they may be claimed again, limit.
local left = tonumber(ARGV[4])
local claimed = {}
for _, wakeups in ipairs(KEYS) do
  if left == 0 then
    break
  end
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', wakeups, '-inf', ARGV[2], 'LIMIT', 0, left)) do
    local slash = string.find(member, '/', 1, true)
    local kind, id = string.sub(member, 1, slash - 1), string.sub(member, slash + 1)
    local deadline = redis.call('HGET', string.gsub(wakeups, 'wakeups$', 'room:') .. id, '@' .. kind)
    if deadline then
      redis.call('ZADD', wakeups, ARGV[3], member)
      claimed[#claimed + 1] = { id, kind, deadline }
      left = left - 1
    else
      redis.call('ZREM', wakeups, member)
    end
  end
end
return claimed
