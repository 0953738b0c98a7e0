-- Ends a connection. A closed lease is the instant of its end with a minus sign, so that a renewal
-- that was under way does not open it again.
-- KEYS: room, presence, wakeups. ARGV: run id, room id, field, now, when to look after it.
local lease = redis.call('HGET', KEYS[2], ARGV[3])
if not lease or string.sub(lease, 1, 1) == '-' then
  return 0
end
if tonumber(lease) > tonumber(ARGV[4]) then
  lease = ARGV[4]
end
redis.call('HSET', KEYS[2], ARGV[3], '-' .. lease)
redis.call('HINCRBY', room, 'presence', 1)
presence_due(KEYS[3], ARGV[2], ARGV[5])
return 1
