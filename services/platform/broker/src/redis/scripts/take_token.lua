-- The rule of src/rate.rs by the server's own clock: one instant per bucket, when it is full again.
-- KEYS: bucket. ARGV: run id, burst, interval in milliseconds.
-- Answers false if a token was taken, else how many milliseconds to wait.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local burst, interval = tonumber(ARGV[2]), tonumber(ARGV[3])
if burst == 0 then
  return ARGV[3]
end
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local possible_at = full_at - interval * (burst - 1)
if possible_at > now then
  return string.format('%.3f', possible_at - now)
end
full_at = full_at + interval
redis.call('SET', KEYS[1], string.format('%.3f', full_at), 'PX', math.ceil(full_at - now) + 1)
return false
