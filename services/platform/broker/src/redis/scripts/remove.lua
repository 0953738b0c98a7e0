-- Forgets a room.
-- KEYS: room, events, chat, reactions, ids, versions, presence, wakeups, dirty. ARGV: run id, room id, kind*.
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
for i = 3, #ARGV do
  redis.call('ZREM', KEYS[8], ARGV[i] .. '/' .. ARGV[2])
end
redis.call('ZREM', KEYS[9], ARGV[2])
return 0
