-- Forgets a room, unless its state or its connections have changed.
-- KEYS: room, events, chat, reactions, ids, versions, presence, wakeups, dirty.
-- ARGV: run id, room id, version, presence version, kind*.
local at = redis.call('HMGET', KEYS[1], 'version', 'presence')
if at[1] and (at[1] ~= ARGV[3] or at[2] ~= ARGV[4]) then
  return 0
end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
for i = 5, #ARGV do
  redis.call('ZREM', KEYS[8], ARGV[i] .. '/' .. ARGV[2])
end
redis.call('ZREM', KEYS[9], ARGV[2])
return 1
