-- Reads a room; under another server than before a new epoch begins.
-- KEYS: room, events, chat, reactions, ids, versions, presence. ARGV: run id, epoch if it has to begin anew.
local kept = redis.call('HGET', room, 'run')
if not kept then
  return false
end
if kept ~= run then
  begin(ARGV[2])
end
return state()
