-- The presence version and all leases. KEYS: room, presence. ARGV: run id.
local version = redis.call('HGET', room, 'presence')
if not version then
  return { 0, {} }
end
return { tonumber(version), redis.call('HGETALL', KEYS[2]) }
