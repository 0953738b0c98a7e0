-- Removes the mark of a room that was saved under a version, unless it has changed since: then it
-- can be claimed at once. KEYS: room, dirty. ARGV: run id, room id, version, now.
local version = redis.call('HGET', KEYS[1], 'version')
if not version or version == ARGV[3] then
  redis.call('ZREM', KEYS[2], ARGV[2])
else
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
end
return 0
