-- Says how many a holder has, and prolongs its lease.
-- KEYS: shares, as in take_share.lua. ARGV: run id, holder, how many, lease in milliseconds.
if ARGV[3] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[2])
  return 0
end
local time = redis.call('TIME')
local till = math.ceil(time[1] * 1000 + time[2] / 1000 + ARGV[4])
redis.call('HSET', KEYS[1], ARGV[2], string.format('%s %d', ARGV[3], till))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return 1
