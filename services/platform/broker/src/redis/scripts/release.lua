-- Gives a claim back if it is the owner's. KEYS: claim. ARGV: run id, owner.
if redis.call('GET', KEYS[1]) == ARGV[2] then
  redis.call('DEL', KEYS[1])
end
return 0
