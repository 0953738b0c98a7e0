-- When somebody was last in a room: unlike `saved_at`, looking at a room and waking it do not move it.
ALTER TABLE rooms ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
UPDATE rooms SET used_at = saved_at;
