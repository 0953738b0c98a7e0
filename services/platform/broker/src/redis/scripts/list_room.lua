-- Puts a room into the public directory and drops what was not put again for an hour.
-- KEYS: ranks, bodies, when each was put. ARGV: run id, room, rank, body, now, oldest instant kept, time to live.
for _, stale in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', '(' .. ARGV[6], 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[1], stale)
  redis.call('HDEL', KEYS[2], stale)
  redis.call('ZREM', KEYS[3], stale)
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[2])
for i = 1, 3 do
  redis.call('PEXPIRE', KEYS[i], ARGV[7])
end
return 0
