-- Changes a room, all or nothing, in one round trip: known commands, epoch, version, state, replay
-- window, chat, wake-ups, dirty mark, publication.
-- KEYS: room, events, chat, reactions, ids, versions, presence, wakeups, dirty.
-- ARGV: run id, epoch, version, presence version or '', now, room id, time to live, number of events, their
--   bytes as published, numbers of commands, new parts, removed parts, chat messages, reactions and wake-ups;
--   then (key, events until)*, (name, value)*, name*, message*, reaction*, (kind, deadline or '')*.
-- Answers {0, revision, version}; known: {1, (index, revision)*}; conflict: {2, epoch, revision,
--   version, presence version, whole, (name, value or nil)*}; gone: {3}.

local CHAT, REACTIONS, EVENTS, IDS, TOMBSTONES = 100, 500, 1000, 20000, 1000
local MARK, MARKS = 65536, 16 -- a mark every 64 KiB; 16 of them are the 1 MiB of the replay window

local at = redis.call('HMGET', room, 'run', 'epoch', 'revision', 'version', 'presence', 'floor', 'refreshed',
  'bytes', 'ids', 'talk')
if at[1] ~= run then
  return { 3 }
end
local revision, version = tonumber(at[3]), tonumber(at[4])
local now, events = tonumber(ARGV[5]), tonumber(ARGV[8])
local commands, parts, removals = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local messages, reactions, wakeups = tonumber(ARGV[13]), tonumber(ARGV[14]), tonumber(ARGV[15])

-- Known commands. The score of an id is its answer, with its age (in units of 256 s) in the bits above.
local next_arg = 16
local known = { 1 }
if commands > 0 then
  local ids = {}
  for i = 1, commands do
    ids[i] = ARGV[next_arg + 2 * i - 2]
  end
  for i, score in ipairs(redis.call('ZMSCORE', KEYS[5], unpack(ids))) do
    if score then
      known[#known + 1] = i - 1
      -- Of an epoch that has ended, an answer may be past the head.
      known[#known + 1] = math.min(tonumber(score) % 4294967296, revision)
    end
  end
end
if #known > 1 then
  return known
end

if at[2] ~= ARGV[2] then
  return { 3 }
end
local judged = tonumber(ARGV[3])
if judged ~= version or (ARGV[4] ~= '' and ARGV[4] ~= at[5]) then
  local whole = judged < tonumber(at[6]) or judged > version
  local answer = { 2, at[2], revision, version, tonumber(at[5]), whole and 1 or 0 }
  local names = redis.call('ZRANGEBYSCORE', KEYS[6], whole and '-inf' or '(' .. ARGV[3], '+inf')
  for _, name in ipairs(names) do
    local value = redis.call('HGET', room, '/' .. name)
    if value or not whole then
      answer[#answer + 1] = name
      answer[#answer + 1] = value
    end
  end
  return answer
end

-- From here on it counts. Fields of the hash are gathered and written at once: each call costs more
-- than what it does. What is trimmed is trimmed every so many events.
local fields = {}
local function put(name, value)
  fields[#fields + 1] = name
  fields[#fields + 1] = value
end
local tidy = events == 0 or revision % 64 + events >= 64
-- Whether a key was made that has no time to live yet; those of ids and of chat and reactions are marked.
local fresh = now - tonumber(at[7]) > 600000

if commands > 0 then
  local age = math.floor((now - 1.7e12) / 256000)
  local answers = {}
  for i = next_arg, next_arg + 2 * commands - 1, 2 do
    answers[#answers + 1] = string.format('%.0f', age * 4294967296 + revision + tonumber(ARGV[i + 1]))
    answers[#answers + 1] = ARGV[i]
  end
  redis.call('ZADD', KEYS[5], unpack(answers))
  next_arg = next_arg + 2 * commands
  if tidy then
    redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', string.format('(%.0f', (age - 3) * 4294967296))
    redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -IDS - 1)
  end
  if not at[9] then
    fresh = true
    put('ids', 1)
  end
end

if parts + removals > 0 then
  fresh = fresh or version <= 2
  version = version + 1
  local versions = {}
  for i = next_arg, next_arg + 2 * parts - 1, 2 do
    put('/' .. ARGV[i], ARGV[i + 1])
    versions[#versions + 1] = version
    versions[#versions + 1] = ARGV[i]
  end
  next_arg = next_arg + 2 * parts
  for i = next_arg, next_arg + removals - 1 do
    redis.call('HDEL', room, '/' .. ARGV[i])
    versions[#versions + 1] = version
    versions[#versions + 1] = ARGV[i]
  end
  next_arg = next_arg + removals
  each('ZADD', KEYS[6], versions, 1, #versions)
  if removals > 0 and redis.call('HINCRBY', room, 'removals', removals) > TOMBSTONES then
    each('HSET', room, fields, 1, #fields)
    fields = { 'floor', version, 'removals', 0 }
    for _, name in ipairs(redis.call('ZRANGE', KEYS[6], 0, -1)) do
      if redis.call('HEXISTS', room, '/' .. name) == 0 then
        redis.call('ZREM', KEYS[6], name)
      end
    end
  end
  redis.call('ZADD', KEYS[9], 'NX', ARGV[5], ARGV[6])
  if version % 64 == 0 then
    redis.call('ZREMRANGEBYSCORE', KEYS[9], '-inf', now - tonumber(ARGV[7]))
  end
  put('version', version)
end

if messages + reactions > 0 then
  if messages > 0 and each('RPUSH', KEYS[3], ARGV, next_arg, next_arg + messages - 1) > CHAT + 20 then
    redis.call('LTRIM', KEYS[3], -CHAT, -1)
  end
  next_arg = next_arg + messages
  if reactions > 0 and each('RPUSH', KEYS[4], ARGV, next_arg, next_arg + reactions - 1) > REACTIONS + 100 then
    redis.call('LTRIM', KEYS[4], -REACTIONS, -1)
  end
  next_arg = next_arg + reactions
  local talk = (messages > 0 and 1 or 0) + (reactions > 0 and 2 or 0)
  if at[10] ~= '3' and at[10] ~= tostring(talk) then
    fresh = true
    put('talk', at[10] and 3 or talk)
  end
end

for i = next_arg, next_arg + 2 * wakeups - 1, 2 do
  local member = ARGV[i] .. '/' .. ARGV[6]
  if ARGV[i + 1] == '' then
    redis.call('HDEL', room, '@' .. ARGV[i])
    redis.call('ZREM', KEYS[8], member)
  else
    put('@' .. ARGV[i], ARGV[i + 1])
    redis.call('ZADD', KEYS[8], ARGV[i + 1], member)
  end
end

local message
if events > 0 then
  fresh = fresh or revision == 0
  message = '\1' .. string.char(#at[2]) .. at[2] .. struct.pack('>I4', revision + 1) .. ARGV[9]
  revision = revision + events
  local id = string.format('%.0f-0', revision)
  redis.call('XADD', KEYS[2], id, 'e', ARGV[9])
  if tidy and revision > EVENTS then
    redis.call('XTRIM', KEYS[2], 'MINID', string.format('%.0f', revision - EVENTS + 1))
  end
  local before = tonumber(at[8])
  local total = before + #ARGV[9]
  local crossed = math.floor(total / MARK) - math.floor(before / MARK)
  if crossed > 0 then
    local mark = struct.pack('>I4', revision)
    local marks = redis.call('HGET', room, 'marks') .. string.rep(mark, math.min(crossed, MARKS + 1))
    if #marks > 4 * MARKS then
      marks = string.sub(marks, -4 * (MARKS + 1))
      redis.call('XTRIM', KEYS[2], 'MINID', string.format('%.0f', struct.unpack('>I4', marks) + 1))
    end
    put('marks', marks)
  end
  put('revision', revision)
  put('bytes', total)
end

each('HSET', room, fields, 1, #fields)
if fresh then
  refresh(ARGV[5], ARGV[7])
end
if message then
  redis.call(publish, room, message)
end
return { 0, revision, version }
