-- Renews leases of one room, puts back those that were forgotten, and keeps the room from running out.
-- KEYS: room, presence, wakeups. ARGV: run id, room id, now, until, time to live, field*.
local refreshed = redis.call('HGET', room, 'refreshed')
if not refreshed then
  return 0
end
local back = 0
for i = 6, #ARGV do
  local lease = redis.call('HGET', KEYS[2], ARGV[i])
  if not lease then
    back = back + 1
  end
  if not lease or (string.sub(lease, 1, 1) ~= '-' and tonumber(lease) < tonumber(ARGV[4])) then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[4])
  end
end
if back > 0 then
  redis.call('HINCRBY', room, 'presence', 1)
  presence_due(KEYS[3], ARGV[2], ARGV[4])
end
if back > 0 or tonumber(ARGV[3]) - tonumber(refreshed) > 600000 then
  refresh(ARGV[3], ARGV[5])
end
return back
