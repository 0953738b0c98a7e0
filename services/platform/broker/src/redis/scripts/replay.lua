-- Events after a revision.
-- KEYS: room, events. ARGV: run id, epoch if it has to begin anew, epoch asked for, revision.
-- Answers false, {epoch, revision} where there is nothing to read, or these and
-- {last revision, events}* in order; the caller sees whether they reach back far enough.
local head = redis.call('HMGET', room, 'run', 'epoch', 'revision')
if not head[1] then
  return false
end
if head[1] ~= run then
  begin(ARGV[2])
  return { ARGV[2], 0 }
end
local answer = { head[2], tonumber(head[3]) }
if head[2] == ARGV[3] and tonumber(ARGV[4]) < answer[2] then
  for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[4] .. '-0', '+')) do
    answer[#answer + 1] = tonumber(string.match(entry[1], '^%d+'))
    answer[#answer + 1] = entry[2][2]
  end
end
return answer
