-- Who is active: leases per user and gateway. Whatever is asked, what has run out is swept, and who joined or left
-- by all this is published in the same step.
-- KEYS: leases, counts of them by user, active users in order, names, users by name, when users were last there.
-- ARGV: run id, operation, command that publishes, channel, now, time to live, then what the operation needs.
local leases, counts, order, names, ids, seen = unpack(KEYS)
local operation, now, memory = ARGV[2], ARGV[5], ARGV[6]
local changes = {}

local function change(sign, user)
  local known = redis.call('HGET', names, user) or '\n'
  changes[#changes + 1] = sign .. user .. ' ' .. string.sub(known, string.find(known, '\n', 1, true) + 1)
end

local function forget_name(user)
  local known = redis.call('HGET', names, user)
  if known then
    local folded = string.sub(known, 1, string.find(known, '\n', 1, true) - 1)
    if redis.call('HGET', ids, folded) == user then
      redis.call('HDEL', ids, folded)
    end
  end
end

local function remember(user, name, folded)
  forget_name(user)
  redis.call('HSET', names, user, folded .. '\n' .. name)
  redis.call('HSET', ids, folded, user)
  redis.call('ZADD', seen, now, user)
end

local function sweep()
  for _, lease in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, 1000)) do
    redis.call('ZREM', leases, lease)
    local user = string.sub(lease, 1, string.find(lease, '\n', 1, true) - 1)
    if redis.call('HINCRBY', counts, user, -1) <= 0 then
      redis.call('HDEL', counts, user)
      redis.call('ZREM', order, user)
      redis.call('ZADD', seen, now, user)
      change('-', user)
    end
  end
  local oldest = string.format('%.3f', now - memory)
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', oldest, 'LIMIT', 0, 100)) do
    if redis.call('HEXISTS', counts, user) == 1 then
      redis.call('ZADD', seen, now, user)
    else
      forget_name(user)
      redis.call('HDEL', names, user)
      redis.call('ZREM', seen, user)
    end
  end
end

local function renew(till)
  for at = 8, #ARGV, 4 do
    local user, lease = ARGV[at], ARGV[at] .. '\n' .. ARGV[at + 3]
    remember(user, ARGV[at + 1], ARGV[at + 2])
    if redis.call('ZADD', leases, till, lease) == 1 and redis.call('HINCRBY', counts, user, 1) == 1 then
      redis.call('ZADD', order, 0, user)
      change('+', user)
    end
  end
end

local function find(id, folded)
  local user = id
  local known = redis.call('HGET', names, user)
  if not known then
    user = redis.call('HGET', ids, folded)
    known = user and redis.call('HGET', names, user)
  end
  if not known then
    return {}
  end
  local line = string.find(known, '\n', 1, true)
  local active = redis.call('HEXISTS', counts, user)
  return { active, user, string.sub(known, line + 1), string.sub(known, 1, line - 1) }
end

local function page(after, limit)
  local first = after == '' and '-' or '(' .. after
  local found = {}
  for _, user in ipairs(redis.call('ZRANGEBYLEX', order, first, '+', 'LIMIT', 0, limit)) do
    local known = redis.call('HGET', names, user) or '\n'
    found[#found + 1] = user
    found[#found + 1] = string.sub(known, string.find(known, '\n', 1, true) + 1)
  end
  return found
end

local answer = {}
sweep()
if operation == 'renew' then
  renew(ARGV[7])
elseif operation == 'close' then
  redis.call('ZADD', leases, 'XX', 'LT', string.format('%.17g', now + ARGV[7]), ARGV[8])
  sweep()
elseif operation == 'note' then
  remember(ARGV[7], ARGV[8], ARGV[9])
elseif operation == 'find' then
  answer = find(ARGV[7], ARGV[8])
elseif operation == 'page' then
  answer = page(ARGV[7], ARGV[8])
end
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, memory)
end
if #changes > 0 then
  redis.call(ARGV[3], ARGV[4], '\3' .. table.concat(changes, '\n'))
end
return answer
