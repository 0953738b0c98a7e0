-- Takes a key for an owner unless somebody else has it, who is then the answer.
-- KEYS: claim. ARGV: run id, owner, time to live.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[2] then
  return owner
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return false
