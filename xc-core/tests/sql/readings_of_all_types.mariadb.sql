-- readings_of_all_types on MariaDB
--
-- requires create_contacts at expand or later: it makes table `readings` (at create_contacts.rs:12:22), which is changed at readings_of_all_types.rs:23:9
--
-- expects table readings, key (station, at), perhaps more
--   station varchar(20) not null
--   at datetime(3) not null
--   small smallint not null
--   whole int null
--   large bigint null
--   price decimal(10,2) null
--   single float null
--   precise double null
--   valid tinyint(1) not null
--   note text null
--   day date null
--   seen datetime(6) null
--   token char(36) null
--   extra longtext null
--   raw longblob null


-- ======== expand ========

-- ---- add columns readings.new_small, readings.new_whole, readings.new_large, readings.new_price, readings.new_single, readings.new_precise, readings.new_valid, readings.new_note, readings.new_day, readings.new_seen, readings.new_token, readings.new_extra, readings.new_raw (table readings)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table readings has one of the columns new_small, new_whole, new_large, new_price, new_single, new_precise, new_valid, new_note, new_day, new_seen, new_token, new_extra, new_raw already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `readings` ADD COLUMN `new_small` smallint, ADD COLUMN `new_whole` int, ADD COLUMN `new_large` bigint, ADD COLUMN `new_price` decimal(10,2), ADD COLUMN `new_single` float, ADD COLUMN `new_precise` double, ADD COLUMN `new_valid` tinyint(1), ADD COLUMN `new_note` text, ADD COLUMN `new_day` date, ADD COLUMN `new_seen` datetime(6), ADD COLUMN `new_token` char(36), ADD COLUMN `new_extra` json, ADD COLUMN `new_raw` longblob, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `readings` ADD COLUMN `new_small` smallint, ADD COLUMN `new_whole` int, ADD COLUMN `new_large` bigint, ADD COLUMN `new_price` decimal(10,2), ADD COLUMN `new_single` float, ADD COLUMN `new_precise` double, ADD COLUMN `new_valid` tinyint(1), ADD COLUMN `new_note` text, ADD COLUMN `new_day` date, ADD COLUMN `new_seen` datetime(6), ADD COLUMN `new_token` char(36), ADD COLUMN `new_extra` json, ADD COLUMN `new_raw` longblob, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `readings` DROP COLUMN `new_small`, DROP COLUMN `new_whole`, DROP COLUMN `new_large`, DROP COLUMN `new_price`, DROP COLUMN `new_single`, DROP COLUMN `new_precise`, DROP COLUMN `new_valid`, DROP COLUMN `new_note`, DROP COLUMN `new_day`, DROP COLUMN `new_seen`, DROP COLUMN `new_token`, DROP COLUMN `new_extra`, DROP COLUMN `new_raw`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `readings` DROP COLUMN `new_small`, DROP COLUMN `new_whole`, DROP COLUMN `new_large`, DROP COLUMN `new_price`, DROP COLUMN `new_single`, DROP COLUMN `new_precise`, DROP COLUMN `new_valid`, DROP COLUMN `new_note`, DROP COLUMN `new_day`, DROP COLUMN `new_seen`, DROP COLUMN `new_token`, DROP COLUMN `new_extra`, DROP COLUMN `new_raw`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'readings' AND column_name IN ('new_small', 'new_whole', 'new_large', 'new_price', 'new_single', 'new_precise', 'new_valid', 'new_note', 'new_day', 'new_seen', 'new_token', 'new_extra', 'new_raw');


-- ======== dual_write ========

-- ---- create the change log of readings (table readings)
-- cost: no lock on other tables
-- lock: none
-- already: table readings has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TABLE `xc_readings_of_all_types_readings_changes` (xc_side VARCHAR(8) NOT NULL DEFAULT 'old', xc_version BIGINT NOT NULL DEFAULT 0, xc_error TEXT, PRIMARY KEY (`station`, `at`)) SELECT `station`, `at` FROM `readings` LIMIT 0;
-- undo
DROP TABLE `xc_readings_of_all_types_readings_changes`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'xc_readings_of_all_types_readings_changes';

-- ---- watch writes of readings, after insert (table readings)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table readings has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_readings_of_all_types_readings_ins` AFTER INSERT ON `readings` FOR EACH ROW
BEGIN
  DECLARE xc_of VARCHAR(8);
  IF @xc_backfill IS NULL THEN
    SET xc_of = CASE WHEN (NEW.`new_whole` IS NULL AND NEW.`new_price` IS NULL AND NEW.`new_raw` IS NULL AND NEW.`new_day` IS NULL AND NEW.`new_seen` IS NULL AND NEW.`new_precise` IS NULL AND NEW.`new_extra` IS NULL) THEN CASE WHEN NEW.`whole` IS NULL AND NEW.`price` IS NULL THEN 'old' ELSE 'old' END WHEN NEW.`whole` IS NULL AND NEW.`price` IS NULL THEN 'new' END;
    IF xc_of IS NOT NULL THEN
      INSERT INTO `xc_readings_of_all_types_readings_changes` (`station`, `at`, xc_side, xc_version) VALUES (NEW.`station`, NEW.`at`, xc_of, 1) ON DUPLICATE KEY UPDATE xc_side = xc_of, xc_version = xc_version + 1, xc_error = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_readings_of_all_types_readings_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_readings_of_all_types_readings_ins';

-- ---- watch writes of readings, after update (table readings)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table readings has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_readings_of_all_types_readings_upd` AFTER UPDATE ON `readings` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (NEW.`whole` <=> OLD.`whole` AND NEW.`price` <=> OLD.`price`) THEN
      IF (NEW.`new_whole` <=> OLD.`new_whole` AND NEW.`new_price` <=> OLD.`new_price` AND NEW.`new_raw` <=> OLD.`new_raw` AND NEW.`new_day` <=> OLD.`new_day` AND NEW.`new_seen` <=> OLD.`new_seen` AND NEW.`new_precise` <=> OLD.`new_precise` AND NEW.`new_extra` <=> OLD.`new_extra`) THEN
        INSERT INTO `xc_readings_of_all_types_readings_changes` (`station`, `at`, xc_side, xc_version) VALUES (NEW.`station`, NEW.`at`, 'old', 1) ON DUPLICATE KEY UPDATE xc_side = 'old', xc_version = xc_version + 1, xc_error = NULL;
      ELSEIF EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = NEW.`station` AND xc_log.`at` = NEW.`at`) THEN
        DELETE FROM `xc_readings_of_all_types_readings_changes` WHERE `xc_readings_of_all_types_readings_changes`.`station` = NEW.`station` AND `xc_readings_of_all_types_readings_changes`.`at` = NEW.`at` AND TRUE;
      END IF;
    ELSEIF NOT (NEW.`new_whole` <=> OLD.`new_whole` AND NEW.`new_price` <=> OLD.`new_price` AND NEW.`new_raw` <=> OLD.`new_raw` AND NEW.`new_day` <=> OLD.`new_day` AND NEW.`new_seen` <=> OLD.`new_seen` AND NEW.`new_precise` <=> OLD.`new_precise` AND NEW.`new_extra` <=> OLD.`new_extra`) THEN
      INSERT INTO `xc_readings_of_all_types_readings_changes` (`station`, `at`, xc_side, xc_version) VALUES (NEW.`station`, NEW.`at`, 'new', 1) ON DUPLICATE KEY UPDATE xc_side = 'new', xc_version = xc_version + 1, xc_error = NULL;
    ELSEIF NOT (NEW.`small` <=> OLD.`small` AND NEW.`precise` <=> OLD.`precise` AND NEW.`valid` <=> OLD.`valid` AND NEW.`day` <=> OLD.`day` AND NEW.`seen` <=> OLD.`seen` AND NEW.`extra` <=> OLD.`extra` AND NEW.`raw` <=> OLD.`raw`) AND NOT (NEW.`new_whole` IS NULL AND NEW.`new_price` IS NULL AND NEW.`new_raw` IS NULL AND NEW.`new_day` IS NULL AND NEW.`new_seen` IS NULL AND NEW.`new_precise` IS NULL AND NEW.`new_extra` IS NULL) THEN
      INSERT INTO `xc_readings_of_all_types_readings_changes` (`station`, `at`, xc_side, xc_version) VALUES (NEW.`station`, NEW.`at`, 'input', 1) ON DUPLICATE KEY UPDATE xc_side = CASE WHEN xc_side IN ('old', 'new') THEN xc_side ELSE 'input' END, xc_version = xc_version + 1;
    END IF;
  END IF;
END;
-- undo
-- refused where this is above 0: rows of readings were written in the new shape alone, and v1 would read what they held before: write their old columns too, or delete them from xc_readings_of_all_types_readings_changes if v1 may do without (shown: the keys)
SELECT COUNT(*) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'new';
-- which
SELECT CONCAT_WS(', ', `xc_readings_of_all_types_readings_changes`.`station`, `xc_readings_of_all_types_readings_changes`.`at`) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'new' LIMIT 10;
DROP TRIGGER `xc_readings_of_all_types_readings_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_readings_of_all_types_readings_upd';


-- ======== migrate ========

-- ---- backfill readings, 2 key columns
-- session
SET @xc_backfill = 1;
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'readings';
-- lowest
SELECT CAST(`station` AS CHAR), CAST(`at` AS CHAR) FROM `readings` ORDER BY `readings`.`station`, `readings`.`at` LIMIT 1;
-- highest
SELECT CAST(`station` AS CHAR), CAST(`at` AS CHAR) FROM `readings` ORDER BY `readings`.`station` DESC, `readings`.`at` DESC LIMIT 1;
-- cut
SELECT CAST(`station` AS CHAR), CAST(`at` AS CHAR) FROM `readings` WHERE (`station`, `at`) >= (?, CAST(? AS DATETIME(6))) AND (`station`, `at`) <= (?, CAST(? AS DATETIME(6))) ORDER BY `readings`.`station`, `readings`.`at` LIMIT 2 OFFSET ?;
-- verify
SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = `readings`.`station` AND xc_log.`at` = `readings`.`at` AND xc_log.xc_side = 'old') THEN 1 END), COUNT(CASE WHEN `new_whole` IS NULL AND NOT EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = `readings`.`station` AND xc_log.`at` = `readings`.`at` AND xc_log.xc_side = 'old') THEN 1 END) FROM `readings` WHERE (`station`, `at`) >= (?, CAST(? AS DATETIME(6))) AND (`station`, `at`) <= (?, CAST(? AS DATETIME(6)));
-- examine
SELECT CAST(`station` AS CHAR), CAST(`at` AS CHAR) FROM `readings` WHERE (`station`, `at`) >= (?, CAST(? AS DATETIME(6))) AND (`station`, `at`) <= (?, CAST(? AS DATETIME(6))) AND EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = `readings`.`station` AND xc_log.`at` = `readings`.`at` AND xc_log.xc_side = 'old') ORDER BY `readings`.`station`, `readings`.`at` LIMIT ?;
-- by self::convert, on error Skip: whole, price, raw, day, seen, precise, extra, small, valid -> new_whole, new_price, new_raw, new_day, new_seen, new_precise, new_extra
-- is the log there
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'xc_readings_of_all_types_readings_changes';
-- the log's lowest key
SELECT CAST(xc_log.`station` AS CHAR), CAST(xc_log.`at` AS CHAR) FROM `xc_readings_of_all_types_readings_changes` AS xc_log ORDER BY xc_log.`station`, xc_log.`at` LIMIT 1;
-- a page of the log
SELECT CAST(xc_log.`station` AS CHAR), CAST(xc_log.`at` AS CHAR), CAST(xc_log.xc_version AS CHAR), CAST(`readings`.`whole` AS CHAR), CAST(`readings`.`price` AS CHAR), LOWER(HEX(`readings`.`raw`)), CAST(`readings`.`day` AS CHAR), CAST(`readings`.`seen` AS CHAR), CAST(`readings`.`precise` + 0E0 AS CHAR), CAST(`readings`.`extra` AS CHAR), CAST(`readings`.`small` AS CHAR), CAST(`readings`.`valid` AS CHAR), CAST(`readings`.`new_whole` AS CHAR), CAST(`readings`.`new_price` AS CHAR), LOWER(HEX(`readings`.`new_raw`)), CAST(`readings`.`new_day` AS CHAR), CAST(`readings`.`new_seen` AS CHAR), CAST(`readings`.`new_precise` + 0E0 AS CHAR), CAST(`readings`.`new_extra` AS CHAR), CASE WHEN `readings`.`station` IS NULL THEN NULL ELSE 1 END FROM `xc_readings_of_all_types_readings_changes` AS xc_log LEFT JOIN `readings` ON `readings`.`station` = xc_log.`station` AND `readings`.`at` = xc_log.`at` WHERE (xc_log.`station`, xc_log.`at`) >= (?, CAST(? AS DATETIME(6))) AND xc_log.xc_side = ? ORDER BY xc_log.`station`, xc_log.`at` LIMIT ?;
-- rows behind
SELECT CAST(xc_log.`station` AS CHAR), CAST(xc_log.`at` AS CHAR), xc_log.xc_error FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.xc_side = 'old' ORDER BY CASE WHEN xc_log.xc_error IS NULL THEN 1 ELSE 0 END, xc_log.`station`, xc_log.`at` LIMIT ?;
-- rows to fill
SELECT CAST(`station` AS CHAR), CAST(`at` AS CHAR), CAST(`readings`.`whole` AS CHAR), CAST(`readings`.`price` AS CHAR), LOWER(HEX(`readings`.`raw`)), CAST(`readings`.`day` AS CHAR), CAST(`readings`.`seen` AS CHAR), CAST(`readings`.`precise` + 0E0 AS CHAR), CAST(`readings`.`extra` AS CHAR), CAST(`readings`.`small` AS CHAR), CAST(`readings`.`valid` AS CHAR), CAST(`readings`.`new_whole` AS CHAR), CAST(`readings`.`new_price` AS CHAR), LOWER(HEX(`readings`.`new_raw`)), CAST(`readings`.`new_day` AS CHAR), CAST(`readings`.`new_seen` AS CHAR), CAST(`readings`.`new_precise` + 0E0 AS CHAR), CAST(`readings`.`new_extra` AS CHAR) FROM `readings` WHERE (`station`, `at`) >= (?, CAST(? AS DATETIME(6))) AND (`station`, `at`) <= (?, CAST(? AS DATETIME(6))) AND (`readings`.`new_whole` IS NULL AND `readings`.`new_price` IS NULL AND `readings`.`new_raw` IS NULL AND `readings`.`new_day` IS NULL AND `readings`.`new_seen` IS NULL AND `readings`.`new_precise` IS NULL AND `readings`.`new_extra` IS NULL) AND NOT EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = `readings`.`station` AND xc_log.`at` = `readings`.`at`) ORDER BY `readings`.`station`, `readings`.`at`;
-- rows to verify
SELECT CAST(`station` AS CHAR), CAST(`at` AS CHAR), CAST(`readings`.`whole` AS CHAR), CAST(`readings`.`price` AS CHAR), LOWER(HEX(`readings`.`raw`)), CAST(`readings`.`day` AS CHAR), CAST(`readings`.`seen` AS CHAR), CAST(`readings`.`precise` + 0E0 AS CHAR), CAST(`readings`.`extra` AS CHAR), CAST(`readings`.`small` AS CHAR), CAST(`readings`.`valid` AS CHAR), CAST(`readings`.`new_whole` AS CHAR), CAST(`readings`.`new_price` AS CHAR), LOWER(HEX(`readings`.`new_raw`)), CAST(`readings`.`new_day` AS CHAR), CAST(`readings`.`new_seen` AS CHAR), CAST(`readings`.`new_precise` + 0E0 AS CHAR), CAST(`readings`.`new_extra` AS CHAR) FROM `readings` WHERE (`station`, `at`) >= (?, CAST(? AS DATETIME(6))) AND (`station`, `at`) <= (?, CAST(? AS DATETIME(6))) AND NOT EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = `readings`.`station` AND xc_log.`at` = `readings`.`at`) ORDER BY `readings`.`station`, `readings`.`at`;
-- write
UPDATE JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]', s2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]', s3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]', s4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]', s5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]', s6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]', s7 LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]', s8 LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]', o0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]', o1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[13]', o2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[14]', o3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[15]', o4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[16]', o5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[17]', o6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[18]', n0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[19]', n1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[20]', n2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[21]', n3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[22]', n4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[23]', n5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[24]', n6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[25]')) AS xc_row STRAIGHT_JOIN `readings` FORCE INDEX (PRIMARY) ON `readings`.`station` = JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AND `readings`.`at` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[1]')) AS DATETIME(6)) SET `readings`.`new_whole` = xc_row.n0, `readings`.`new_price` = xc_row.n1, `readings`.`new_raw` = UNHEX(xc_row.n2), `readings`.`new_day` = xc_row.n3, `readings`.`new_seen` = xc_row.n4, `readings`.`new_precise` = xc_row.n5, `readings`.`new_extra` = xc_row.n6 WHERE CAST(CAST(`readings`.`whole` AS CHAR) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CAST(`readings`.`price` AS CHAR) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) AND CAST(LOWER(HEX(`readings`.`raw`)) AS BINARY) <=> CAST(xc_row.s2 AS BINARY) AND CAST(CAST(`readings`.`day` AS CHAR) AS BINARY) <=> CAST(xc_row.s3 AS BINARY) AND CAST(CAST(`readings`.`seen` AS CHAR) AS BINARY) <=> CAST(xc_row.s4 AS BINARY) AND CAST(CAST(`readings`.`precise` + 0E0 AS CHAR) AS BINARY) <=> CAST(xc_row.s5 AS BINARY) AND CAST(CAST(`readings`.`extra` AS CHAR) AS BINARY) <=> CAST(xc_row.s6 AS BINARY) AND CAST(CAST(`readings`.`small` AS CHAR) AS BINARY) <=> CAST(xc_row.s7 AS BINARY) AND CAST(CAST(`readings`.`valid` AS CHAR) AS BINARY) <=> CAST(xc_row.s8 AS BINARY) AND CAST(CAST(`readings`.`new_whole` AS CHAR) AS BINARY) <=> CAST(xc_row.o0 AS BINARY) AND CAST(CAST(`readings`.`new_price` AS CHAR) AS BINARY) <=> CAST(xc_row.o1 AS BINARY) AND CAST(LOWER(HEX(`readings`.`new_raw`)) AS BINARY) <=> CAST(xc_row.o2 AS BINARY) AND CAST(CAST(`readings`.`new_day` AS CHAR) AS BINARY) <=> CAST(xc_row.o3 AS BINARY) AND CAST(CAST(`readings`.`new_seen` AS CHAR) AS BINARY) <=> CAST(xc_row.o4 AS BINARY) AND CAST(CAST(`readings`.`new_precise` + 0E0 AS CHAR) AS BINARY) <=> CAST(xc_row.o5 AS BINARY) AND CAST(CAST(`readings`.`new_extra` AS CHAR) AS BINARY) <=> CAST(xc_row.o6 AS BINARY);
-- differ
SELECT CAST(`readings`.`station` AS CHAR), CAST(`readings`.`at` AS CHAR) FROM JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]', s2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]', s3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]', s4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]', s5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]', s6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]', s7 LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]', s8 LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]', n0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[19]', n1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[20]', n2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[21]', n3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[22]', n4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[23]', n5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[24]', n6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[25]')) AS xc_row STRAIGHT_JOIN `readings` FORCE INDEX (PRIMARY) ON `readings`.`station` = JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AND `readings`.`at` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[1]')) AS DATETIME(6)) WHERE CAST(CAST(`readings`.`whole` AS CHAR) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CAST(`readings`.`price` AS CHAR) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) AND CAST(LOWER(HEX(`readings`.`raw`)) AS BINARY) <=> CAST(xc_row.s2 AS BINARY) AND CAST(CAST(`readings`.`day` AS CHAR) AS BINARY) <=> CAST(xc_row.s3 AS BINARY) AND CAST(CAST(`readings`.`seen` AS CHAR) AS BINARY) <=> CAST(xc_row.s4 AS BINARY) AND CAST(CAST(`readings`.`precise` + 0E0 AS CHAR) AS BINARY) <=> CAST(xc_row.s5 AS BINARY) AND CAST(CAST(`readings`.`extra` AS CHAR) AS BINARY) <=> CAST(xc_row.s6 AS BINARY) AND CAST(CAST(`readings`.`small` AS CHAR) AS BINARY) <=> CAST(xc_row.s7 AS BINARY) AND CAST(CAST(`readings`.`valid` AS CHAR) AS BINARY) <=> CAST(xc_row.s8 AS BINARY) AND NOT (`readings`.`new_whole` <=> CAST(xc_row.n0 AS SIGNED) AND `readings`.`new_price` <=> CAST(xc_row.n1 AS DECIMAL(10, 2)) AND `readings`.`new_raw` <=> UNHEX(xc_row.n2) AND `readings`.`new_day` <=> CAST(xc_row.n3 AS DATE) AND `readings`.`new_seen` <=> CAST(xc_row.n4 AS DATETIME(6)) AND `readings`.`new_precise` + 0E0 <=> xc_row.n5 + 0E0 AND CAST(CONVERT(`readings`.`new_extra` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(xc_row.n6 USING utf8mb4) AS BINARY)) AND ((xc_row.v IS NULL AND NOT EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = `readings`.`station` AND xc_log.`at` = `readings`.`at`)) OR EXISTS (SELECT 1 FROM `xc_readings_of_all_types_readings_changes` AS xc_log WHERE xc_log.`station` = `readings`.`station` AND xc_log.`at` = `readings`.`at` AND xc_log.xc_version = CAST(xc_row.v AS SIGNED))) ORDER BY `readings`.`station`, `readings`.`at`;
-- settle
DELETE xc_log FROM JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]', s2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]', s3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]', s4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]', s5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]', s6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]', s7 LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]', s8 LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]', n0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[19]', n1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[20]', n2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[21]', n3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[22]', n4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[23]', n5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[24]', n6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[25]')) AS xc_row STRAIGHT_JOIN `xc_readings_of_all_types_readings_changes` AS xc_log FORCE INDEX (PRIMARY) ON xc_log.`station` = JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AND xc_log.`at` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[1]')) AS DATETIME(6)) WHERE xc_log.xc_version = CAST(xc_row.v AS SIGNED) AND (NOT EXISTS (SELECT 1 FROM `readings` WHERE `readings`.`station` = xc_log.`station` AND `readings`.`at` = xc_log.`at`) OR EXISTS (SELECT 1 FROM `readings` WHERE `readings`.`station` = xc_log.`station` AND `readings`.`at` = xc_log.`at` AND CAST(CAST(`readings`.`whole` AS CHAR) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CAST(`readings`.`price` AS CHAR) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) AND CAST(LOWER(HEX(`readings`.`raw`)) AS BINARY) <=> CAST(xc_row.s2 AS BINARY) AND CAST(CAST(`readings`.`day` AS CHAR) AS BINARY) <=> CAST(xc_row.s3 AS BINARY) AND CAST(CAST(`readings`.`seen` AS CHAR) AS BINARY) <=> CAST(xc_row.s4 AS BINARY) AND CAST(CAST(`readings`.`precise` + 0E0 AS CHAR) AS BINARY) <=> CAST(xc_row.s5 AS BINARY) AND CAST(CAST(`readings`.`extra` AS CHAR) AS BINARY) <=> CAST(xc_row.s6 AS BINARY) AND CAST(CAST(`readings`.`small` AS CHAR) AS BINARY) <=> CAST(xc_row.s7 AS BINARY) AND CAST(CAST(`readings`.`valid` AS CHAR) AS BINARY) <=> CAST(xc_row.s8 AS BINARY) AND (`readings`.`new_whole` <=> CAST(xc_row.n0 AS SIGNED) AND `readings`.`new_price` <=> CAST(xc_row.n1 AS DECIMAL(10, 2)) AND `readings`.`new_raw` <=> UNHEX(xc_row.n2) AND `readings`.`new_day` <=> CAST(xc_row.n3 AS DATE) AND `readings`.`new_seen` <=> CAST(xc_row.n4 AS DATETIME(6)) AND `readings`.`new_precise` + 0E0 <=> xc_row.n5 + 0E0 AND CAST(CONVERT(`readings`.`new_extra` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(xc_row.n6 USING utf8mb4) AS BINARY))));
-- fail
UPDATE JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', e LONGTEXT CHARACTER SET utf8mb4 PATH '$[26]')) AS xc_row STRAIGHT_JOIN `xc_readings_of_all_types_readings_changes` AS xc_log FORCE INDEX (PRIMARY) ON xc_log.`station` = JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AND xc_log.`at` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[1]')) AS DATETIME(6)) SET xc_log.xc_error = xc_row.e WHERE xc_log.xc_version = CAST(xc_row.v AS SIGNED);
-- fail
INSERT INTO `xc_readings_of_all_types_readings_changes` (`station`, `at`, xc_side, xc_version, xc_error) SELECT `readings`.`station`, `readings`.`at`, 'old', 1, xc_row.e FROM JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$', v LONGTEXT CHARACTER SET utf8mb4 PATH '$[2]', s0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]', s1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]', s2 LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]', s3 LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]', s4 LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]', s5 LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]', s6 LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]', s7 LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]', s8 LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]', e LONGTEXT CHARACTER SET utf8mb4 PATH '$[26]')) AS xc_row STRAIGHT_JOIN `readings` FORCE INDEX (PRIMARY) ON `readings`.`station` = JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[0]')) AND `readings`.`at` = CAST(JSON_UNQUOTE(JSON_EXTRACT(xc_row.j, '$[1]')) AS DATETIME(6)) WHERE xc_row.v IS NULL AND (`readings`.`new_whole` IS NULL AND `readings`.`new_price` IS NULL AND `readings`.`new_raw` IS NULL AND `readings`.`new_day` IS NULL AND `readings`.`new_seen` IS NULL AND `readings`.`new_precise` IS NULL AND `readings`.`new_extra` IS NULL) AND CAST(CAST(`readings`.`whole` AS CHAR) AS BINARY) <=> CAST(xc_row.s0 AS BINARY) AND CAST(CAST(`readings`.`price` AS CHAR) AS BINARY) <=> CAST(xc_row.s1 AS BINARY) AND CAST(LOWER(HEX(`readings`.`raw`)) AS BINARY) <=> CAST(xc_row.s2 AS BINARY) AND CAST(CAST(`readings`.`day` AS CHAR) AS BINARY) <=> CAST(xc_row.s3 AS BINARY) AND CAST(CAST(`readings`.`seen` AS CHAR) AS BINARY) <=> CAST(xc_row.s4 AS BINARY) AND CAST(CAST(`readings`.`precise` + 0E0 AS CHAR) AS BINARY) <=> CAST(xc_row.s5 AS BINARY) AND CAST(CAST(`readings`.`extra` AS CHAR) AS BINARY) <=> CAST(xc_row.s6 AS BINARY) AND CAST(CAST(`readings`.`small` AS CHAR) AS BINARY) <=> CAST(xc_row.s7 AS BINARY) AND CAST(CAST(`readings`.`valid` AS CHAR) AS BINARY) <=> CAST(xc_row.s8 AS BINARY) ON DUPLICATE KEY UPDATE xc_version = xc_version;
-- not null: new_whole


-- ======== contract ========

-- ---- require values in readings.new_whole (table readings)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns readings.new_whole are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of readings (new_whole), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'readings' AND column_name IN ('new_whole') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'readings' AND column_name IN ('new_whole') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `readings` MODIFY COLUMN `new_whole` int NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of readings (new_whole), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'readings' AND column_name IN ('new_whole') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'readings' AND column_name IN ('new_whole') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `readings` MODIFY COLUMN `new_whole` int, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'readings' AND column_name IN ('new_whole') AND is_nullable = 'NO';

-- ---- end the watch on writes of readings, after update (table readings)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_readings_of_all_types_readings_upd on readings is gone, and not by xc: roll back to migrate and go on from there
-- run
-- refused where this is above 0: rows of readings were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)
SELECT COUNT(*) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'old';
-- which
SELECT CONCAT_WS(', ', `xc_readings_of_all_types_readings_changes`.`station`, `xc_readings_of_all_types_readings_changes`.`at`) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'old' LIMIT 10;
DROP TRIGGER `xc_readings_of_all_types_readings_upd`;
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of readings are dropped at once
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_readings_of_all_types_readings_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end the watch on writes of readings, after insert (table readings)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_readings_of_all_types_readings_ins on readings is gone, and not by xc: roll back to migrate and go on from there
-- run
-- refused where this is above 0: rows of readings were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)
SELECT COUNT(*) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'old';
-- which
SELECT CONCAT_WS(', ', `xc_readings_of_all_types_readings_changes`.`station`, `xc_readings_of_all_types_readings_changes`.`at`) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'old' LIMIT 10;
DROP TRIGGER `xc_readings_of_all_types_readings_ins`;
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of readings are dropped at once
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_readings_of_all_types_readings_ins') = 0 THEN 1 ELSE 0 END;

-- ---- drop the change log of readings (table readings)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the change log xc_readings_of_all_types_readings_changes is gone, and not by xc
-- run
-- refused where this is above 0: rows of readings were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)
SELECT COUNT(*) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'old';
-- which
SELECT CONCAT_WS(', ', `xc_readings_of_all_types_readings_changes`.`station`, `xc_readings_of_all_types_readings_changes`.`at`) FROM `xc_readings_of_all_types_readings_changes` JOIN `readings` ON `readings`.`station` = `xc_readings_of_all_types_readings_changes`.`station` AND `readings`.`at` = `xc_readings_of_all_types_readings_changes`.`at` WHERE `xc_readings_of_all_types_readings_changes`.xc_side = 'old' LIMIT 10;
DROP TABLE `xc_readings_of_all_types_readings_changes`;
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of readings are dropped at once
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'xc_readings_of_all_types_readings_changes') = 0 THEN 1 ELSE 0 END;
