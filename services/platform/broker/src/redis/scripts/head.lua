-- Reads a room's head; under another server than before a new epoch begins.
-- KEYS: room, events. ARGV: run id, epoch if it has to begin anew.
local head = redis.call('HMGET', room, 'run', 'epoch', 'revision')
if not head[1] then
  return false
end
if head[1] ~= run then
  begin(ARGV[2])
  return { ARGV[2], 0 }
end
return { head[2], tonumber(head[3]) }
