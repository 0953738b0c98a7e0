-- Notes in which rooms a user is, and tells the last place of their inbox (empty: nothing is in it).
-- KEYS: rooms, inbox. ARGV: run id, now, time to live, rooms kept, rooms.
for at = 5, #ARGV do
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[at])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
return last and last[1] or ''
