-- Has a holder have so many, or as many of them as the bound and the other holders leave.
-- KEYS: shares, by holder: how many, and until when by the server's clock.
-- ARGV: run id, holder, wanted, lease in milliseconds, limit. Answers how many it may have.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local before, others = 0, 0
local shares = redis.call('HGETALL', KEYS[1])
for at = 1, #shares, 2 do
  local count, till = string.match(shares[at + 1], '^(%d+) (%d+)$')
  if tonumber(till) <= now then
    redis.call('HDEL', KEYS[1], shares[at])
  elseif shares[at] == ARGV[2] then
    before = tonumber(count)
  else
    others = others + count
  end
end
local wanted = tonumber(ARGV[3])
local granted = math.max(0, math.min(wanted, ARGV[5] - others))
if granted > 0 and (granted == wanted or granted > before) then
  redis.call('HSET', KEYS[1], ARGV[2], string.format('%d %d', granted, math.ceil(now + ARGV[4])))
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
  end
end
return granted
