-- phones_in_e164 on MySQL and MariaDB
--
-- requires create_contacts at expand or later: it makes table `contacts` (at create_contacts.rs:6:22), which is changed at phones_in_e164.rs:10:9
--
-- expects table contacts, key (id), perhaps more
--   id bigint not null
--   phone varchar(40) not null
--   country varchar(2) null
--   score int not null


-- ======== expand ========

-- ---- add column contacts.phone_e164 (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table contacts has one of the columns phone_e164 already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `contacts` ADD COLUMN `phone_e164` varchar(20), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `contacts` ADD COLUMN `phone_e164` varchar(20), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `contacts` DROP COLUMN `phone_e164`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `contacts` DROP COLUMN `phone_e164`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone_e164');


-- ======== dual_write ========

-- ---- create the change log of contacts (table contacts)
-- cost: no lock on other tables
-- lock: none
-- already: table contacts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TABLE `xc_phones_in_e164_contacts_changes` (`id` bigint NOT NULL, xc_side VARCHAR(8) NOT NULL DEFAULT 'old', xc_version BIGINT NOT NULL DEFAULT 0, xc_error TEXT, PRIMARY KEY (`id`));
-- undo
DROP TABLE `xc_phones_in_e164_contacts_changes`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'xc_phones_in_e164_contacts_changes';

-- ---- watch writes of contacts, after insert (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table contacts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_in_e164_contacts_ins` AFTER INSERT ON `contacts` FOR EACH ROW
BEGIN
  DECLARE xc_of VARCHAR(8);
  IF @xc_backfill IS NULL THEN
    SET xc_of = CASE WHEN (NEW.`phone_e164` IS NULL) THEN CASE WHEN (NEW.`phone` IS NULL OR CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN 'new' ELSE 'old' END WHEN (NEW.`phone` IS NULL OR CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN 'new' END;
    IF xc_of IS NOT NULL THEN
      INSERT INTO `xc_phones_in_e164_contacts_changes` (`id`, xc_side, xc_version) VALUES (NEW.`id`, xc_of, 1) ON DUPLICATE KEY UPDATE xc_side = xc_of, xc_version = xc_version + 1, xc_error = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_in_e164_contacts_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_in_e164_contacts_ins';

-- ---- watch writes of contacts, after update (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table contacts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_in_e164_contacts_upd` AFTER UPDATE ON `contacts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone` USING utf8mb4) AS BINARY)) THEN
      IF (CAST(CONVERT(NEW.`phone_e164` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone_e164` USING utf8mb4) AS BINARY)) THEN
        INSERT INTO `xc_phones_in_e164_contacts_changes` (`id`, xc_side, xc_version) VALUES (NEW.`id`, 'old', 1) ON DUPLICATE KEY UPDATE xc_side = 'old', xc_version = xc_version + 1, xc_error = NULL;
      ELSEIF EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = NEW.`id`) THEN
        DELETE FROM `xc_phones_in_e164_contacts_changes` WHERE `xc_phones_in_e164_contacts_changes`.`id` = NEW.`id` AND TRUE;
      END IF;
    ELSEIF NOT (CAST(CONVERT(NEW.`phone_e164` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone_e164` USING utf8mb4) AS BINARY)) THEN
      INSERT INTO `xc_phones_in_e164_contacts_changes` (`id`, xc_side, xc_version) VALUES (NEW.`id`, 'new', 1) ON DUPLICATE KEY UPDATE xc_side = 'new', xc_version = xc_version + 1, xc_error = NULL;
    ELSEIF NOT (CAST(CONVERT(NEW.`country` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`country` USING utf8mb4) AS BINARY)) AND NOT (NEW.`phone_e164` IS NULL) THEN
      INSERT INTO `xc_phones_in_e164_contacts_changes` (`id`, xc_side, xc_version) VALUES (NEW.`id`, 'input', 1) ON DUPLICATE KEY UPDATE xc_side = CASE WHEN xc_side IN ('old', 'new') THEN xc_side ELSE 'input' END, xc_version = xc_version + 1;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_in_e164_contacts_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_in_e164_contacts_upd';

-- ---- let v2 leave out contacts.phone (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column contacts.phone has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `contacts` ALTER COLUMN `phone` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `contacts` ALTER COLUMN `phone` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: rows of contacts were written in the new shape alone, and v1 would read what they held before: write their old columns too, or delete them from xc_phones_in_e164_contacts_changes if v1 may do without (shown: the keys)
SELECT COUNT(*) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'new';
-- which
SELECT CONCAT_WS(', ', `xc_phones_in_e164_contacts_changes`.`id`) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'new' LIMIT 10;
ALTER TABLE `contacts` ALTER COLUMN `phone` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `contacts` ALTER COLUMN `phone` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone') AND column_default IS NOT NULL;


-- ======== migrate ========

-- ---- backfill contacts, 1 key columns
-- session
SET @xc_backfill = 1;
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'contacts';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `contacts` ORDER BY `contacts`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `contacts` ORDER BY `contacts`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `contacts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `contacts`.`id` LIMIT 2 OFFSET ?;
-- verify
SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = `contacts`.`id` AND xc_log.xc_side = 'old') THEN 1 END), COUNT(CASE WHEN `phone_e164` IS NULL AND NOT EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = `contacts`.`id` AND xc_log.xc_side = 'old') THEN 1 END) FROM `contacts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR) FROM `contacts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = `contacts`.`id` AND xc_log.xc_side = 'old') ORDER BY `contacts`.`id` LIMIT ?;
-- by crate::normalise_phone, on error Stop: phone, country -> phone_e164 (at most 20 characters)
-- is the log there
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'xc_phones_in_e164_contacts_changes';
-- the log's lowest key
SELECT CAST(xc_log.`id` AS CHAR) FROM `xc_phones_in_e164_contacts_changes` AS xc_log ORDER BY xc_log.`id` LIMIT 1;
-- a page of the log
SELECT CAST(xc_log.`id` AS CHAR), CAST(xc_log.xc_version AS CHAR), CONVERT(`contacts`.`phone` USING utf8mb4), CONVERT(`contacts`.`country` USING utf8mb4), CONVERT(`contacts`.`phone_e164` USING utf8mb4), CASE WHEN `contacts`.`id` IS NULL THEN NULL ELSE 1 END FROM `xc_phones_in_e164_contacts_changes` AS xc_log LEFT JOIN `contacts` ON `contacts`.`id` = xc_log.`id` WHERE xc_log.`id` >= CAST(? AS SIGNED) AND xc_log.xc_side = ? ORDER BY xc_log.`id` LIMIT ?;
-- rows behind
SELECT CAST(xc_log.`id` AS CHAR), xc_log.xc_error FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.xc_side = 'old' ORDER BY CASE WHEN xc_log.xc_error IS NULL THEN 1 ELSE 0 END, xc_log.`id` LIMIT ?;
-- rows to fill
SELECT CAST(`id` AS CHAR), CONVERT(`contacts`.`phone` USING utf8mb4), CONVERT(`contacts`.`country` USING utf8mb4), CONVERT(`contacts`.`phone_e164` USING utf8mb4) FROM `contacts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND (`contacts`.`phone_e164` IS NULL) AND NOT EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = `contacts`.`id`) ORDER BY `contacts`.`id`;
-- rows to verify
SELECT CAST(`id` AS CHAR), CONVERT(`contacts`.`phone` USING utf8mb4), CONVERT(`contacts`.`country` USING utf8mb4), CONVERT(`contacts`.`phone_e164` USING utf8mb4) FROM `contacts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = `contacts`.`id`) ORDER BY `contacts`.`id`;
-- write
UPDATE JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', o0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]', n0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]')) AS xc_row STRAIGHT_JOIN `contacts` FORCE INDEX (PRIMARY) ON `contacts`.`id` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AS SIGNED) SET `contacts`.`phone_e164` = xc_row.n0 WHERE CAST(CONVERT(`contacts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CONVERT(`contacts`.`country` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) AND CAST(CONVERT(`contacts`.`phone_e164` USING utf8mb4) AS BINARY) <=> CAST(xc_row.o0 AS BINARY);
-- differ
SELECT CAST(`contacts`.`id` AS CHAR) FROM JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[1]', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', n0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]')) AS xc_row STRAIGHT_JOIN `contacts` FORCE INDEX (PRIMARY) ON `contacts`.`id` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AS SIGNED) WHERE CAST(CONVERT(`contacts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CONVERT(`contacts`.`country` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) AND NOT (CAST(CONVERT(`contacts`.`phone_e164` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(xc_row.n0 USING utf8mb4) AS BINARY)) AND ((xc_row.v IS NULL AND NOT EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = `contacts`.`id`)) OR EXISTS (SELECT 1 FROM `xc_phones_in_e164_contacts_changes` AS xc_log WHERE xc_log.`id` = `contacts`.`id` AND xc_log.xc_version = CAST(xc_row.v AS SIGNED))) ORDER BY `contacts`.`id`;
-- settle
DELETE xc_log FROM JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[1]', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', n0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]')) AS xc_row STRAIGHT_JOIN `xc_phones_in_e164_contacts_changes` AS xc_log FORCE INDEX (PRIMARY) ON xc_log.`id` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AS SIGNED) WHERE xc_log.xc_version = CAST(xc_row.v AS SIGNED) AND (NOT EXISTS (SELECT 1 FROM `contacts` WHERE `contacts`.`id` = xc_log.`id`) OR EXISTS (SELECT 1 FROM `contacts` WHERE `contacts`.`id` = xc_log.`id` AND CAST(CONVERT(`contacts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CONVERT(`contacts`.`country` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) AND (CAST(CONVERT(`contacts`.`phone_e164` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(xc_row.n0 USING utf8mb4) AS BINARY))));
-- fail
UPDATE JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[1]', e LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]')) AS xc_row STRAIGHT_JOIN `xc_phones_in_e164_contacts_changes` AS xc_log FORCE INDEX (PRIMARY) ON xc_log.`id` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AS SIGNED) SET xc_log.xc_error = xc_row.e WHERE xc_log.xc_version = CAST(xc_row.v AS SIGNED);
-- fail
INSERT INTO `xc_phones_in_e164_contacts_changes` (`id`, xc_side, xc_version, xc_error) SELECT `contacts`.`id`, 'old', 1, xc_row.e FROM JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[1]', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', e LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]')) AS xc_row STRAIGHT_JOIN `contacts` FORCE INDEX (PRIMARY) ON `contacts`.`id` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AS SIGNED) WHERE xc_row.v IS NULL AND (`contacts`.`phone_e164` IS NULL) AND CAST(CONVERT(`contacts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CONVERT(`contacts`.`country` USING utf8mb4) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) ON DUPLICATE KEY UPDATE xc_version = xc_version;
-- not null: phone_e164


-- ======== contract ========

-- ---- require values in contacts.phone_e164 (table contacts)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns contacts.phone_e164 are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of contacts (phone_e164), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone_e164') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone_e164') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `contacts` MODIFY COLUMN `phone_e164` varchar(20) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of contacts (phone_e164), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone_e164') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone_e164') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `contacts` MODIFY COLUMN `phone_e164` varchar(20), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone_e164') AND is_nullable = 'NO';

-- ---- end the watch on writes of contacts, after update (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_phones_in_e164_contacts_upd on contacts is gone, and not by xc: roll back to migrate and go on from there
-- run
-- refused where this is above 0: rows of contacts were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)
SELECT COUNT(*) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'old';
-- which
SELECT CONCAT_WS(', ', `xc_phones_in_e164_contacts_changes`.`id`) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'old' LIMIT 10;
DROP TRIGGER `xc_phones_in_e164_contacts_upd`;
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of contacts are dropped at once
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_in_e164_contacts_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end the watch on writes of contacts, after insert (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_phones_in_e164_contacts_ins on contacts is gone, and not by xc: roll back to migrate and go on from there
-- run
-- refused where this is above 0: rows of contacts were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)
SELECT COUNT(*) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'old';
-- which
SELECT CONCAT_WS(', ', `xc_phones_in_e164_contacts_changes`.`id`) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'old' LIMIT 10;
DROP TRIGGER `xc_phones_in_e164_contacts_ins`;
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of contacts are dropped at once
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_in_e164_contacts_ins') = 0 THEN 1 ELSE 0 END;

-- ---- drop the change log of contacts (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the change log xc_phones_in_e164_contacts_changes is gone, and not by xc
-- run
-- refused where this is above 0: rows of contacts were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)
SELECT COUNT(*) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'old';
-- which
SELECT CONCAT_WS(', ', `xc_phones_in_e164_contacts_changes`.`id`) FROM `xc_phones_in_e164_contacts_changes` JOIN `contacts` ON `contacts`.`id` = `xc_phones_in_e164_contacts_changes`.`id` WHERE `xc_phones_in_e164_contacts_changes`.xc_side = 'old' LIMIT 10;
DROP TABLE `xc_phones_in_e164_contacts_changes`;
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of contacts are dropped at once
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'xc_phones_in_e164_contacts_changes') = 0 THEN 1 ELSE 0 END;

-- ---- drop column contacts.phone (table contacts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: contacts.phone is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `contacts` DROP COLUMN `phone`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `contacts` DROP COLUMN `phone`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of contacts are dropped at once
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contacts' AND column_name IN ('phone')) = 0 THEN 1 ELSE 0 END;
