-- events_with_zone on MySQL and MariaDB
--
-- requires create_events at expand or later: it makes table `events` (at create_events.rs:6:22), which is changed at events_with_zone.rs:10:9
--
-- expects table events, key (id), perhaps more
--   id bigint not null
--   at datetime(6) null


-- ======== expand ========

-- ---- add column events.at_zone (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table events has one of the columns at_zone already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `events` ADD COLUMN `at_zone` datetime(6), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` ADD COLUMN `at_zone` datetime(6), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `events` DROP COLUMN `at_zone`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` DROP COLUMN `at_zone`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name IN ('at_zone');


-- ======== dual_write ========

-- ---- dual write of events on update (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table events has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_events_with_zone_events_upd` BEFORE UPDATE ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`at_zone` <=> OLD.`at_zone`) THEN
      IF NOT ((NEW.`at` <=> OLD.`at`) OR (NEW.`at_zone` <=> NEW.`at`)) THEN
        SET NEW.`at_zone` = NEW.`at`;
      END IF;
    ELSEIF (NEW.`at` <=> OLD.`at`) THEN
      IF NOT (NEW.`at_zone` <=> NEW.`at`) THEN
        SET NEW.`at` = NEW.`at_zone`;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_events_with_zone_events_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_upd';

-- ---- dual write of events on insert (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table events has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_events_with_zone_events_ins` BEFORE INSERT ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`at_zone` IS NULL) THEN
      SET NEW.`at_zone` = NEW.`at`;
    ELSEIF (NEW.`at` IS NULL) THEN
      SET NEW.`at` = NEW.`at_zone`;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_events_with_zone_events_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_ins';


-- ======== migrate ========

-- ---- backfill events, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`at_zone` <=> `at`)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'events';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `events` ORDER BY `events`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `events` ORDER BY `events`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `events`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `events` SET `at_zone` = `at` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`at_zone` <=> `at`);
-- the other way round
UPDATE `events` SET `at` = `at_zone` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`at_zone` <=> `at`);
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`at_zone` <=> `at`) THEN 1 END) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`at` AS CHAR), CAST(`at_zone` AS CHAR), CAST(`at` AS CHAR), CAST(`at_zone` AS CHAR) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`at_zone` <=> `at`) ORDER BY `events`.`id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- add the marks of rows that the old columns of events can't hold (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table events has a column xc_unfit_events_with_zone already, and xc has not added it: drop it
-- run
ALTER TABLE `events` ADD COLUMN `xc_unfit_events_with_zone` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` ADD COLUMN `xc_unfit_events_with_zone` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `events` DROP COLUMN `xc_unfit_events_with_zone`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` DROP COLUMN `xc_unfit_events_with_zone`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name IN ('xc_unfit_events_with_zone');

-- ---- way back to dual write of events (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_events_with_zone_events_follow`;
-- probe
SELECT 0;

-- ---- end dual write of events on update (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_events_with_zone_events_upd on events is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_events_with_zone_events_upd`;
-- undo
DROP TRIGGER IF EXISTS `xc_events_with_zone_events_follow`;
-- bring the old columns in step
CREATE TRIGGER `xc_events_with_zone_events_follow` BEFORE UPDATE ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((NEW.`at_zone` <=> OLD.`at_zone`) OR (NEW.`at_zone` <=> NEW.`at`)) THEN
      SET NEW.`at` = NEW.`at_zone`;
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_events_with_zone_events_upd` BEFORE UPDATE ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`at_zone` <=> OLD.`at_zone`) THEN
      IF NOT ((NEW.`at` <=> OLD.`at`) OR (NEW.`at_zone` <=> NEW.`at`)) THEN
        SET NEW.`at_zone` = NEW.`at`;
      END IF;
    ELSEIF (NEW.`at` <=> OLD.`at`) THEN
      IF NOT (NEW.`at_zone` <=> NEW.`at`) THEN
        SET NEW.`at` = NEW.`at_zone`;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of events on insert (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_events_with_zone_events_ins on events is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_events_with_zone_events_ins`;
-- undo
CREATE TRIGGER `xc_events_with_zone_events_ins` BEFORE INSERT ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`at_zone` IS NULL) THEN
      SET NEW.`at_zone` = NEW.`at`;
    ELSEIF (NEW.`at` IS NULL) THEN
      SET NEW.`at` = NEW.`at_zone`;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire column events.at (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `events` RENAME COLUMN `at` TO `xc_retired_events_with_zone_at`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` RENAME COLUMN `at` TO `xc_retired_events_with_zone_at`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `events` RENAME COLUMN `xc_retired_events_with_zone_at` TO `at`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` RENAME COLUMN `xc_retired_events_with_zone_at` TO `at`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name IN ('at')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of events on insert (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table events has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_events_with_zone_events_keep_ins` BEFORE INSERT ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_events_with_zone_at` = NULL;
          SET NEW.`xc_unfit_events_with_zone` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_events_with_zone` IS NOT NULL OR NOT (NEW.`at_zone` <=> NEW.`xc_retired_events_with_zone_at`) THEN
        SET NEW.`xc_unfit_events_with_zone` = NULL;
        SET NEW.`xc_retired_events_with_zone_at` = NEW.`at_zone`;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_events_with_zone_events_keep_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_keep_ins';

-- ---- keep the retired columns of events on update (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table events has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_events_with_zone_events_keep_upd` BEFORE UPDATE ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (NEW.`at_zone` <=> OLD.`at_zone`) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_events_with_zone_at` = NULL;
          SET NEW.`xc_unfit_events_with_zone` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_events_with_zone` IS NOT NULL OR NOT (NEW.`at_zone` <=> NEW.`xc_retired_events_with_zone_at`) THEN
        SET NEW.`xc_unfit_events_with_zone` = NULL;
        SET NEW.`xc_retired_events_with_zone_at` = NEW.`at_zone`;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_events_with_zone_events_keep_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_keep_upd';

-- ---- look for rows that events.at can't hold (table events)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of events since contract, events.at can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM `events` WHERE `xc_unfit_events_with_zone` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `id`, `xc_unfit_events_with_zone`) FROM `events` WHERE `xc_unfit_events_with_zone` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column events.at (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `events` DROP COLUMN `at`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` DROP COLUMN `at`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name IN ('at')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of events on insert (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of events is gone, and not by xc
-- run
DROP TRIGGER `xc_events_with_zone_events_keep_ins`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_keep_ins') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of events on update (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of events is gone, and not by xc
-- run
DROP TRIGGER `xc_events_with_zone_events_keep_upd`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_keep_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column events.at, which was retired (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of events is gone already, and not by xc
-- run
ALTER TABLE `events` DROP COLUMN `xc_retired_events_with_zone_at`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` DROP COLUMN `xc_retired_events_with_zone_at`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name IN ('xc_retired_events_with_zone_at')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of events could not hold (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column events.xc_unfit_events_with_zone is gone already, and not by xc
-- run
ALTER TABLE `events` DROP COLUMN `xc_unfit_events_with_zone`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` DROP COLUMN `xc_unfit_events_with_zone`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name IN ('xc_unfit_events_with_zone')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of events: at as xc_retired_events_with_zone_at
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `events` LIMIT 1) AS some_rows;

-- ---- backfill events, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_events_with_zone` IS NOT NULL OR (`at_zone` <=> `xc_retired_events_with_zone_at`))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'events';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `events` ORDER BY `events`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `events` ORDER BY `events`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `events`.`id` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `events` SET `xc_retired_events_with_zone_at` = `at_zone` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_events_with_zone` IS NOT NULL OR (`at_zone` <=> `xc_retired_events_with_zone_at`));
-- mark what can't be
UPDATE `events` SET `xc_unfit_events_with_zone` = 'the mapping fails on what the row holds' WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_events_with_zone` IS NOT NULL OR (`at_zone` <=> `xc_retired_events_with_zone_at`));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_events_with_zone` IS NOT NULL OR (`at_zone` <=> `xc_retired_events_with_zone_at`)) THEN 1 END) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`xc_retired_events_with_zone_at` AS CHAR), CAST(`at_zone` AS CHAR), CAST(`xc_retired_events_with_zone_at` AS CHAR), CAST(`at_zone` AS CHAR) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_events_with_zone` IS NOT NULL OR (`at_zone` <=> `xc_retired_events_with_zone_at`)) ORDER BY `events`.`id` LIMIT ?;
-- not null: 
