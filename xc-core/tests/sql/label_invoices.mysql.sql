-- label_invoices on MySQL and MariaDB
--
-- requires create_invoices at expand or later: it makes table `invoices` (at create_invoices.rs:6:22), which is changed at label_invoices.rs:13:9
--
-- expects table invoices, key (id), perhaps more
--   id bigint not null
--   customer varchar(60) not null
--   reference varchar(20) null
--   cents int not null
--   note varchar(40) null
--   label varchar(81) not null, generated and stored
--   sorted varchar(60) not null, generated and stored


-- ======== expand ========

-- ---- add column invoices.title (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table invoices has one of the columns title already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `invoices` ADD COLUMN `title` varchar(90), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` ADD COLUMN `title` varchar(90), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `invoices` DROP COLUMN `title`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` DROP COLUMN `title`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'invoices' AND column_name IN ('title');

-- ---- add column invoices.shout (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table invoices has one of the columns shout already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `invoices` ADD COLUMN `shout` varchar(60) GENERATED ALWAYS AS (trim(`customer`)) VIRTUAL, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` ADD COLUMN `shout` varchar(60) GENERATED ALWAYS AS (trim(`customer`)) VIRTUAL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `invoices` DROP COLUMN `shout`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` DROP COLUMN `shout`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'invoices' AND column_name IN ('shout');


-- ======== dual_write ========

-- ---- dual write of invoices on update (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table invoices has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_label_invoices_invoices_upd` BEFORE UPDATE ON `invoices` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`title` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`customer` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`customer` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`reference` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`reference` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT('No. ', CONCAT(NEW.`customer`, '/', coalesce(NEW.`reference`, ''))) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`title` = CONCAT('No. ', CONCAT(NEW.`customer`, '/', coalesce(NEW.`reference`, '')));
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_label_invoices_invoices_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_invoices_invoices_upd';

-- ---- dual write of invoices on insert (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table invoices has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_label_invoices_invoices_ins` BEFORE INSERT ON `invoices` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`title` IS NULL) THEN
      SET NEW.`title` = CONCAT('No. ', CONCAT(NEW.`customer`, '/', coalesce(NEW.`reference`, '')));
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_label_invoices_invoices_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_invoices_invoices_ins';


-- ======== migrate ========

-- ---- backfill invoices, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`title` IS NOT NULL AND (CAST(CONVERT(`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT('No. ', CONCAT(`customer`, '/', coalesce(`reference`, ''))) USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'invoices';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `invoices` ORDER BY `invoices`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `invoices` ORDER BY `invoices`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `invoices` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `invoices`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `invoices` SET `title` = CONCAT('No. ', CONCAT(`customer`, '/', coalesce(`reference`, ''))) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`title` IS NOT NULL AND (CAST(CONVERT(`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT('No. ', CONCAT(`customer`, '/', coalesce(`reference`, ''))) USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`title` IS NOT NULL AND (CAST(CONVERT(`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT('No. ', CONCAT(`customer`, '/', coalesce(`reference`, ''))) USING utf8mb4) AS BINARY))) THEN 1 END) FROM `invoices` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`customer` AS CHAR), CAST(`reference` AS CHAR), CAST(`title` AS CHAR), CAST(CONCAT('No. ', CONCAT(`customer`, '/', coalesce(`reference`, ''))) AS CHAR) FROM `invoices` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`title` IS NOT NULL AND (CAST(CONVERT(`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT('No. ', CONCAT(`customer`, '/', coalesce(`reference`, ''))) USING utf8mb4) AS BINARY))) ORDER BY `invoices`.`id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- drop index invoices_sorted on invoices (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: index invoices_sorted on invoices is gone already, and not by xc
-- run
ALTER TABLE `invoices` DROP INDEX `invoices_sorted`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `invoices` ADD INDEX `invoices_sorted` (`sorted`), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'invoices' AND index_name = 'invoices_sorted') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of invoices on update (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_label_invoices_invoices_upd on invoices is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_label_invoices_invoices_upd`;
-- undo
CREATE TRIGGER `xc_label_invoices_invoices_upd` BEFORE UPDATE ON `invoices` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`title` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`customer` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`customer` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`reference` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`reference` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT('No. ', CONCAT(NEW.`customer`, '/', coalesce(NEW.`reference`, ''))) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`title` = CONCAT('No. ', CONCAT(NEW.`customer`, '/', coalesce(NEW.`reference`, '')));
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_invoices_invoices_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of invoices on insert (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_label_invoices_invoices_ins on invoices is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_label_invoices_invoices_ins`;
-- undo
CREATE TRIGGER `xc_label_invoices_invoices_ins` BEFORE INSERT ON `invoices` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`title` IS NULL) THEN
      SET NEW.`title` = CONCAT('No. ', CONCAT(NEW.`customer`, '/', coalesce(NEW.`reference`, '')));
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_invoices_invoices_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire column invoices.sorted (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: invoices.sorted is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `invoices` RENAME COLUMN `sorted` TO `xc_retired_label_invoices_sorted`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` RENAME COLUMN `sorted` TO `xc_retired_label_invoices_sorted`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `invoices` RENAME COLUMN `xc_retired_label_invoices_sorted` TO `sorted`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` RENAME COLUMN `xc_retired_label_invoices_sorted` TO `sorted`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'invoices' AND column_name IN ('sorted')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column invoices.sorted (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: invoices.sorted is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `invoices` DROP COLUMN `sorted`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` DROP COLUMN `sorted`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'invoices' AND column_name IN ('sorted')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column invoices.sorted, which was retired (table invoices)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of invoices is gone already, and not by xc
-- run
ALTER TABLE `invoices` DROP COLUMN `xc_retired_label_invoices_sorted`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `invoices` DROP COLUMN `xc_retired_label_invoices_sorted`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'invoices' AND column_name IN ('xc_retired_label_invoices_sorted')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of invoices: sorted as xc_retired_label_invoices_sorted
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `invoices` LIMIT 1) AS some_rows;
-- keeps the values that it had
