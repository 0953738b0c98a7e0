-- Spends a part of a budget, if so much is still there.
-- KEYS: what was spent. ARGV: run id, amount, limit, time to live from the first time on.
-- Answers what has been spent by now, or false.
local spent = tonumber(redis.call('GET', KEYS[1]) or 0) + tonumber(ARGV[2])
if spent > tonumber(ARGV[3]) then
  return false
end
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('INCRBY', KEYS[1], ARGV[2])
else
  redis.call('SET', KEYS[1], spent, 'PX', ARGV[4])
end
return string.format('%d', spent)
