-- Puts a message into one inbox: into the receiver's if it may be said, into the sender's as it was accepted there.
-- KEYS: inbox, blocked users, rooms, users spoken with, the command.
-- ARGV: run id, now, other user, message id (empty: the place it gets), body, messages kept, oldest instant kept,
-- time to live of messages, the same of peers, peers kept, oldest instant of a room that counts, the sender's rooms.
-- Answers {what became of it, message id}.
local inbox, blocked, rooms, spoken, command = unpack(KEYS)
local now, other, message = ARGV[2], ARGV[3], ARGV[4]
local known = redis.call('GET', command)
if known then
  return { 'accepted', known }
end
if message == '' then
  if redis.call('ZSCORE', blocked, other) then
    return { 'blocked', '' }
  end
  local may = redis.call('ZSCORE', spoken, other)
  for at = 12, #ARGV do
    local seen = not may and redis.call('ZSCORE', rooms, ARGV[at])
    may = may or (seen and tonumber(seen) > tonumber(ARGV[11]))
  end
  if not may then
    return { 'strangers', '' }
  end
end
local at, number = now, 1
local last = redis.call('XREVRANGE', inbox, '+', '-', 'COUNT', 1)[1]
if last then
  local last_at, last_number = string.match(last[1], '^(%d+)-(%d+)$')
  if tonumber(last_at) >= tonumber(now) then
    at, number = last_at, last_number + 1
  end
end
local place = at .. '-' .. string.format('%.0f', number)
if message == '' then
  message = place
end
redis.call('XADD', inbox, 'MAXLEN', ARGV[6], place, 'm', message, 'b', ARGV[5])
redis.call('XTRIM', inbox, 'MINID', ARGV[7])
redis.call('PEXPIRE', inbox, ARGV[8])
redis.call('SET', command, message, 'PX', ARGV[8])
redis.call('ZADD', spoken, now, other)
redis.call('ZREMRANGEBYRANK', spoken, 0, -1 - ARGV[10])
redis.call('PEXPIRE', spoken, ARGV[9])
return { 'accepted', message }
