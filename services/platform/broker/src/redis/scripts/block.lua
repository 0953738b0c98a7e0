-- Puts a user onto a block list or takes them off it.
-- KEYS: blocked users. ARGV: run id, other user, whether, now, users kept, time to live.
if ARGV[3] == '1' then
  redis.call('ZADD', KEYS[1], ARGV[4], ARGV[2])
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
else
  redis.call('ZREM', KEYS[1], ARGV[2])
end
return 1
