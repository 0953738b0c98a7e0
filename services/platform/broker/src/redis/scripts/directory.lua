-- A page of the public directory, the highest rank first, without what was not put again for an hour.
-- KEYS: ranks, bodies, when each was put. ARGV: run id, offset, limit, oldest instant kept.
-- Answers {how many there are, (room, body)*}.
for _, stale in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', '(' .. ARGV[4], 'LIMIT', 0, 1000)) do
  redis.call('ZREM', KEYS[1], stale)
  redis.call('HDEL', KEYS[2], stale)
  redis.call('ZREM', KEYS[3], stale)
end
local page = { redis.call('ZCARD', KEYS[1]) }
if ARGV[3] == '0' then
  return page
end
local last = string.format('%.0f', ARGV[2] + ARGV[3] - 1)
for _, listed in ipairs(redis.call('ZREVRANGE', KEYS[1], ARGV[2], last)) do
  page[#page + 1] = listed
  page[#page + 1] = redis.call('HGET', KEYS[2], listed)
end
return page
