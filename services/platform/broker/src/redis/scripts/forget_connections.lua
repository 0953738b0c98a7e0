-- Removes leases that ended before an instant, and all of some members.
-- KEYS: room, presence. ARGV: run id, instant, member*.
local members = {}
for i = 3, #ARGV do
  members[ARGV[i]] = true
end
local leases = redis.call('HGETALL', KEYS[2])
for i = 1, #leases, 2 do
  local member = string.sub(leases[i], 1, string.find(leases[i], '\n', 1, true) - 1)
  if members[member] or math.abs(tonumber(leases[i + 1])) < tonumber(ARGV[2]) then
    redis.call('HDEL', KEYS[2], leases[i])
  end
end
return 0
