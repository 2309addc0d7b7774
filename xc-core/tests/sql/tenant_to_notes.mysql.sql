-- tenant_to_notes on MySQL and MariaDB
--
-- requires create_posts at expand or later: it makes table `notes` (at create_posts.rs:11:22), which is changed at tenant_to_notes.rs:10:9
--
-- expects table posts, key (id), perhaps more
--   id bigint not null
--   tenant_id bigint not null
--   language varchar(2) null
--   notes_count bigint not null
--
-- expects table notes, key (id), perhaps more
--   id bigint not null
--   post_id bigint not null
--   body text null


-- ======== expand ========

-- ---- add column notes.tenant_id (table notes)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table notes has one of the columns tenant_id already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `notes` ADD COLUMN `tenant_id` bigint, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `notes` ADD COLUMN `tenant_id` bigint, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `notes` DROP COLUMN `tenant_id`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `notes` DROP COLUMN `tenant_id`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'notes' AND column_name IN ('tenant_id');


-- ======== dual_write ========

-- ---- look up of notes in posts, before insert (table notes)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table notes has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_tenant_to_notes_posts_notes_d_ins` BEFORE INSERT ON `notes` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_value_0 bigint;
  IF @xc_backfill IS NULL AND NOT (@`xc_tenant_to_notes_posts_notes_writes` <=> NOW(6)) THEN
    SELECT 1, `posts`.`tenant_id` INTO xc_found, xc_value_0 FROM `posts` WHERE NEW.`post_id` = `posts`.`id` LOCK IN SHARE MODE;
    IF xc_found = 1 THEN
      SET NEW.`tenant_id` = xc_value_0;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_tenant_to_notes_posts_notes_d_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tenant_to_notes_posts_notes_d_ins';

-- ---- look up of notes in posts, before update (table notes)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table notes has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_tenant_to_notes_posts_notes_d_upd` BEFORE UPDATE ON `notes` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_value_0 bigint;
  IF @xc_backfill IS NULL AND NOT (@`xc_tenant_to_notes_posts_notes_writes` <=> NOW(6)) THEN
    IF NOT (NEW.`tenant_id` <=> OLD.`tenant_id` AND NEW.`post_id` <=> OLD.`post_id`) THEN
    IF (NEW.`post_id` <=> OLD.`post_id`) THEN
      SELECT COUNT(*) INTO xc_found FROM `posts` WHERE NEW.`post_id` = `posts`.`id`;
      IF xc_found > 0 THEN
        SET NEW.`tenant_id` = OLD.`tenant_id`;
      END IF;
    ELSE
    SELECT 1, `posts`.`tenant_id` INTO xc_found, xc_value_0 FROM `posts` WHERE NEW.`post_id` = `posts`.`id` LOCK IN SHARE MODE;
    IF xc_found = 1 THEN
      SET NEW.`tenant_id` = xc_value_0;
    END IF;
    END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_tenant_to_notes_posts_notes_d_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tenant_to_notes_posts_notes_d_upd';

-- ---- dual write of posts to notes, after update (table posts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table posts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_tenant_to_notes_posts_notes_m_upd` AFTER UPDATE ON `posts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL AND NOT (@`xc_tenant_to_notes_posts_notes_writes` <=> NOW(6)) THEN
    IF NOT (NEW.`tenant_id` <=> OLD.`tenant_id` AND NEW.`id` <=> OLD.`id`) THEN
      SET @`xc_tenant_to_notes_posts_notes_writes` = NOW(6);
      UPDATE `notes` SET `tenant_id` = NEW.`tenant_id` WHERE `notes`.`post_id` = NEW.`id` AND NOT (`notes`.`tenant_id` <=> NEW.`tenant_id`);
      SET @`xc_tenant_to_notes_posts_notes_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_tenant_to_notes_posts_notes_m_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tenant_to_notes_posts_notes_m_upd';


-- ======== migrate ========

-- ---- backfill notes, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CASE WHEN `posts`.`id` IS NULL THEN TRUE ELSE (`notes`.`tenant_id` <=> `posts`.`tenant_id`) END)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'notes';
-- lowest
SELECT CAST(`notes`.`id` AS CHAR) FROM `notes` ORDER BY `notes`.`id` LIMIT 1;
-- highest
SELECT CAST(`notes`.`id` AS CHAR) FROM `notes` ORDER BY `notes`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`notes`.`id` AS CHAR) FROM `notes` WHERE `notes`.`id` >= CAST(? AS SIGNED) AND `notes`.`id` <= CAST(? AS SIGNED) ORDER BY `notes`.`id` LIMIT 2 OFFSET ?;
-- lock
SELECT COUNT(*) FROM (SELECT DISTINCT `notes`.`post_id` FROM `notes` WHERE `notes`.`id` >= CAST(? AS SIGNED) AND `notes`.`id` <= CAST(? AS SIGNED)) AS xc_rows STRAIGHT_JOIN `posts` ON xc_rows.`post_id` = `posts`.`id` LOCK IN SHARE MODE;
-- lock
SELECT COUNT(*) FROM `notes` WHERE `notes`.`id` >= CAST(? AS SIGNED) AND `notes`.`id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- fill
UPDATE `notes` STRAIGHT_JOIN `posts` ON `notes`.`post_id` = `posts`.`id` SET `notes`.`tenant_id` = `posts`.`tenant_id` WHERE `notes`.`id` >= CAST(? AS SIGNED) AND `notes`.`id` <= CAST(? AS SIGNED) AND NOT (`notes`.`tenant_id` <=> `posts`.`tenant_id`);
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN `posts`.`id` IS NULL THEN TRUE ELSE (`notes`.`tenant_id` <=> `posts`.`tenant_id`) END) THEN 1 END), COUNT(CASE WHEN `notes`.`tenant_id` IS NULL THEN 1 END) FROM `notes` LEFT JOIN `posts` ON `notes`.`post_id` = `posts`.`id` WHERE `notes`.`id` >= CAST(? AS SIGNED) AND `notes`.`id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`notes`.`id` AS CHAR) FROM `notes` LEFT JOIN `posts` ON `notes`.`post_id` = `posts`.`id` WHERE `notes`.`id` >= CAST(? AS SIGNED) AND `notes`.`id` <= CAST(? AS SIGNED) AND NOT (CASE WHEN `posts`.`id` IS NULL THEN TRUE ELSE (`notes`.`tenant_id` <=> `posts`.`tenant_id`) END) ORDER BY `notes`.`id` LIMIT ?;
-- not null: tenant_id


-- ======== contract ========

-- ---- end look up of notes in posts, before insert (table notes)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on notes are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_tenant_to_notes_posts_notes_d_ins`;
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tenant_to_notes_posts_notes_d_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end look up of notes in posts, before update (table notes)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on notes are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_tenant_to_notes_posts_notes_d_upd`;
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tenant_to_notes_posts_notes_d_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of posts to notes, after update (table posts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on posts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_tenant_to_notes_posts_notes_m_upd`;
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tenant_to_notes_posts_notes_m_upd') = 0 THEN 1 ELSE 0 END;

-- ---- require values in notes.tenant_id (table notes)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns notes.tenant_id are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of notes (tenant_id), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'notes' AND column_name IN ('tenant_id') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'notes' AND column_name IN ('tenant_id') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `notes` MODIFY COLUMN `tenant_id` bigint NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of notes (tenant_id), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'notes' AND column_name IN ('tenant_id') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'notes' AND column_name IN ('tenant_id') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `notes` MODIFY COLUMN `tenant_id` bigint, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'notes' AND column_name IN ('tenant_id') AND is_nullable = 'NO';
