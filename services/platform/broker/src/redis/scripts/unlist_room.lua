-- Takes a room out of the public directory. KEYS: ranks, bodies, when each was put. ARGV: run id, room.
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
return 0
