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

-- ---- dual write of events on insert (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
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

-- ---- dual write of events on update (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- already: table events has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_events_with_zone_events_upd` BEFORE UPDATE ON `events` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`at_zone` <=> OLD.`at_zone`) THEN
      IF NOT ((NEW.`at` <=> OLD.`at`) OR ((NEW.`at_zone` <=> NEW.`at`) OR (NEW.`at` <=> NEW.`at_zone`))) THEN
        SET NEW.`at_zone` = NEW.`at`;
      END IF;
    ELSEIF (NEW.`at` <=> OLD.`at`) THEN
      IF NOT ((OLD.`at_zone` <=> OLD.`at`) OR (OLD.`at` <=> OLD.`at_zone`)) THEN
        IF (NEW.`at_zone` <=> OLD.`at_zone`) THEN
          SET NEW.`at_zone` = OLD.`at`;
        END IF;
      END IF;
      IF NOT ((NEW.`at_zone` <=> NEW.`at`) OR (NEW.`at` <=> NEW.`at_zone`)) THEN
        SET NEW.`at` = NEW.`at_zone`;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_events_with_zone_events_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_upd';


-- ======== migrate ========

-- ---- backfill events, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   ((`at_zone` <=> `at`) OR (`at` <=> `at_zone`))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'events';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `events` ORDER BY `events`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `events` ORDER BY `events`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `events`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `events` SET `at_zone` = `at` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((`at_zone` <=> `at`) OR (`at` <=> `at_zone`));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((`at_zone` <=> `at`) OR (`at` <=> `at_zone`)) THEN 1 END) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR) FROM `events` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((`at_zone` <=> `at`) OR (`at` <=> `at_zone`)) ORDER BY `events`.`id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- end dual write of events on insert (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- already: trigger xc_events_with_zone_events_ins on events is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_events_with_zone_events_ins`;
-- undo: nothing
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of events on update (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- already: trigger xc_events_with_zone_events_upd on events is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_events_with_zone_events_upd`;
-- undo: nothing
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_events_with_zone_events_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column events.at (table events)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `events` DROP COLUMN `at`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `events` DROP COLUMN `at`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: nothing
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name IN ('at')) = 0 THEN 1 ELSE 0 END;
