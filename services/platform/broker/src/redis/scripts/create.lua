-- Makes a room unless it exists.
-- KEYS: room, events, chat, reactions, ids, versions, presence, wakeups, dirty.
-- ARGV: run id, epoch if it is made or has to begin anew, room id, now, time to live, version,
--   number of parts, (name, value)*, (kind, deadline)*.
local kept = redis.call('HGET', room, 'run')
if kept then
  if kept ~= run then
    begin(ARGV[2])
  end
  return { 0, unpack(state()) }
end

-- Lists may have outlived the hash by a moment.
redis.call('DEL', room, KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
redis.call('HSET', room, 'version', ARGV[6], 'presence', 0, 'floor', ARGV[6], 'removals', 0)
local last = 7 + 2 * tonumber(ARGV[7])
local fields, versions = {}, {}
for i = 8, last, 2 do
  fields[#fields + 1] = '/' .. ARGV[i]
  fields[#fields + 1] = ARGV[i + 1]
  versions[#versions + 1] = ARGV[6]
  versions[#versions + 1] = ARGV[i]
end
each('HSET', room, fields, 1, #fields)
each('ZADD', KEYS[6], versions, 1, #versions)
for i = last + 1, #ARGV, 2 do
  redis.call('HSET', room, '@' .. ARGV[i], ARGV[i + 1])
  redis.call('ZADD', KEYS[8], ARGV[i + 1], ARGV[i] .. '/' .. ARGV[3])
end
redis.call('ZADD', KEYS[9], ARGV[4], ARGV[3])
refresh(ARGV[4], ARGV[5])
begin(ARGV[2])
return { 1, unpack(state()) }
