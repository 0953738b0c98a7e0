-- Shared by the scripts of rooms. KEYS[1] is the room's hash, whose name is the channel too;
-- ARGV[1] is the run id of the server that the connection leads to. The line above this file, made
-- at start-up, sets `publish` to PUBLISH, or to SPUBLISH on a Cluster.
--
-- Fields of the hash: epoch, revision, version, presence (its version), run (run id under which the
-- epoch began), bytes (of events ever appended in the epoch), marks (revisions at which each 64 KiB of
-- them were full), floor (removals up to this version are forgotten), removals (since the floor),
-- refreshed (when the time to live was last set), ids and talk (1 chat, 2 reactions, 3 both: that these
-- keys have been made and have a time to live); '/name' a part; '@kind' the deadline of a wake-up.

local room, run = KEYS[1], ARGV[1]

-- Begins a new epoch: what was published before may have been forgotten.
local function begin(epoch)
  redis.call('HSET', room, 'epoch', epoch, 'revision', 0, 'run', run, 'bytes', 0, 'marks', '')
  redis.call('DEL', room .. ':events')
  redis.call(publish, room, '\2' .. string.char(#epoch) .. epoch)
end

-- Calls `command key ...` with the items of `list` from `first` to `last`, some at a time: Lua
-- cannot hand over thousands at once. Returns the last answer.
local function each(command, key, list, first, last)
  local answer
  for from = first, last, 1000 do
    answer = redis.call(command, key, unpack(list, from, math.min(from + 999, last)))
  end
  return answer
end

-- Sets the time to live of all that belongs to the room.
local function refresh(now, ttl)
  redis.call('HSET', room, 'refreshed', now)
  redis.call('PEXPIRE', room, ttl)
  for _, suffix in ipairs({ ':events', ':chat', ':reactions', ':ids', ':versions', ':presence' }) do
    redis.call('PEXPIRE', room .. suffix, ttl)
  end
end

-- Sees to it that the presence wake-up is due at `deadline` at the latest.
local function presence_due(wakeups, id, deadline)
  local present = redis.call('HGET', room, '@presence')
  if not present or tonumber(present) > tonumber(deadline) then
    redis.call('HSET', room, '@presence', deadline)
    redis.call('ZADD', wakeups, deadline, 'presence/' .. id)
  end
end

local function state()
  return {
    redis.call('HGETALL', room),
    redis.call('LRANGE', room .. ':chat', -100, -1),
    redis.call('LRANGE', room .. ':reactions', -500, -1),
  }
end
