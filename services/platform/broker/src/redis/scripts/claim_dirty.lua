-- Claims rooms that changed and were not saved since, in some partitions, by moving their marks on.
-- KEYS: the marks of each partition. ARGV: run id, changed before, from when on they may be claimed again, limit.
local left = tonumber(ARGV[4])
local claimed = {}
for _, dirty in ipairs(KEYS) do
  if left == 0 then
    break
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', dirty, '-inf', ARGV[2], 'LIMIT', 0, left)) do
    redis.call('ZADD', dirty, ARGV[3], id)
    claimed[#claimed + 1] = id
    left = left - 1
  end
end
return claimed
