-- price_in_euros on MySQL and MariaDB
--
-- requires create_shop at expand or later: it makes table `order_items` (at create_shop.rs:15:22), which is changed at price_in_euros.rs:10:9
--
-- expects table order_items, key (order_id, line), perhaps more
--   order_id bigint not null
--   line int not null
--   note varchar(200) null
--   cents bigint not null


-- ======== expand ========

-- ---- add column order_items.price (table order_items)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table order_items has one of the columns price already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `order_items` ADD COLUMN `price` decimal(19,2), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `order_items` ADD COLUMN `price` decimal(19,2), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `order_items` DROP COLUMN `price`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `order_items` DROP COLUMN `price`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'order_items' AND column_name IN ('price');


-- ======== dual_write ========

-- ---- dual write of order_items on update (table order_items)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table order_items has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_price_in_euros_order_items_upd` BEFORE UPDATE ON `order_items` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`price` <=> OLD.`price`) THEN
      IF NOT ((NEW.`cents` <=> OLD.`cents`) OR (NEW.`price` <=> (NEW.`cents` * 0.01))) THEN
        SET NEW.`price` = (NEW.`cents` * 0.01);
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_price_in_euros_order_items_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_price_in_euros_order_items_upd';

-- ---- dual write of order_items on insert (table order_items)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table order_items has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_price_in_euros_order_items_ins` BEFORE INSERT ON `order_items` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`price` IS NULL) THEN
      SET NEW.`price` = (NEW.`cents` * 0.01);
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_price_in_euros_order_items_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_price_in_euros_order_items_ins';


-- ======== migrate ========

-- ---- backfill order_items, 2 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`price` IS NOT NULL AND (`price` <=> (`cents` * 0.01)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'order_items';
-- lowest
SELECT CAST(`order_id` AS CHAR), CAST(`line` AS CHAR) FROM `order_items` ORDER BY `order_items`.`order_id`, `order_items`.`line` LIMIT 1;
-- highest
SELECT CAST(`order_id` AS CHAR), CAST(`line` AS CHAR) FROM `order_items` ORDER BY `order_items`.`order_id` DESC, `order_items`.`line` DESC LIMIT 1;
-- cut
SELECT CAST(`order_id` AS CHAR), CAST(`line` AS CHAR) FROM `order_items` WHERE (`order_id`, `line`) >= (CAST(? AS SIGNED), CAST(? AS SIGNED)) AND (`order_id`, `line`) <= (CAST(? AS SIGNED), CAST(? AS SIGNED)) ORDER BY `order_items`.`order_id`, `order_items`.`line` LIMIT 2 OFFSET ?;
-- fill
UPDATE `order_items` SET `price` = (`cents` * 0.01) WHERE (`order_id`, `line`) >= (CAST(? AS SIGNED), CAST(? AS SIGNED)) AND (`order_id`, `line`) <= (CAST(? AS SIGNED), CAST(? AS SIGNED)) AND NOT (`price` IS NOT NULL AND (`price` <=> (`cents` * 0.01)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`price` IS NOT NULL AND (`price` <=> (`cents` * 0.01))) THEN 1 END), COUNT(CASE WHEN `price` IS NULL THEN 1 END) FROM `order_items` WHERE (`order_id`, `line`) >= (CAST(? AS SIGNED), CAST(? AS SIGNED)) AND (`order_id`, `line`) <= (CAST(? AS SIGNED), CAST(? AS SIGNED));
-- examine
SELECT CAST(`order_id` AS CHAR), CAST(`line` AS CHAR), CAST(`cents` AS CHAR), CAST(`price` AS CHAR), CAST((`cents` * 0.01) AS CHAR) FROM `order_items` WHERE (`order_id`, `line`) >= (CAST(? AS SIGNED), CAST(? AS SIGNED)) AND (`order_id`, `line`) <= (CAST(? AS SIGNED), CAST(? AS SIGNED)) AND NOT (`price` IS NOT NULL AND (`price` <=> (`cents` * 0.01))) ORDER BY `order_items`.`order_id`, `order_items`.`line` LIMIT ?;
-- not null: price


-- ======== contract ========

-- ---- require values in order_items.price (table order_items)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns order_items.price are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of order_items (price), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'order_items' AND column_name IN ('price') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'order_items' AND column_name IN ('price') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `order_items` MODIFY COLUMN `price` decimal(19,2) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of order_items (price), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'order_items' AND column_name IN ('price') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'order_items' AND column_name IN ('price') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `order_items` MODIFY COLUMN `price` decimal(19,2), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'order_items' AND column_name IN ('price') AND is_nullable = 'NO';

-- ---- end dual write of order_items on update (table order_items)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_price_in_euros_order_items_upd on order_items is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_price_in_euros_order_items_upd`;
-- undo
CREATE TRIGGER `xc_price_in_euros_order_items_upd` BEFORE UPDATE ON `order_items` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`price` <=> OLD.`price`) THEN
      IF NOT ((NEW.`cents` <=> OLD.`cents`) OR (NEW.`price` <=> (NEW.`cents` * 0.01))) THEN
        SET NEW.`price` = (NEW.`cents` * 0.01);
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_price_in_euros_order_items_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of order_items on insert (table order_items)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_price_in_euros_order_items_ins on order_items is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_price_in_euros_order_items_ins`;
-- undo
CREATE TRIGGER `xc_price_in_euros_order_items_ins` BEFORE INSERT ON `order_items` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`price` IS NULL) THEN
      SET NEW.`price` = (NEW.`cents` * 0.01);
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_price_in_euros_order_items_ins') = 0 THEN 1 ELSE 0 END;
