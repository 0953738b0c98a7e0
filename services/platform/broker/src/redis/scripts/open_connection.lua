-- Adds a connection with a lease.
-- KEYS: room, presence, wakeups. ARGV: run id, room id, field, until, when to look after it, time to live.
if redis.call('EXISTS', room) == 0 then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[6])
redis.call('HINCRBY', room, 'presence', 1)
presence_due(KEYS[3], ARGV[2], ARGV[5])
return 1
