-- number_stages on MySQL and MariaDB
--
-- requires create_orders at expand or later: it makes table `orders` (at create_orders.rs:13:22), which is changed at number_stages.rs:10:9
--
-- expects table orders, key (id), perhaps more
--   id bigint not null
--   customer_id bigint not null
--   parent_id bigint null
--   status varchar(20) not null
--   cents bigint not null
--   reference varchar(40) null


-- ======== expand ========

-- ---- add column orders.stage (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has one of the columns stage already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `orders` ADD COLUMN `stage` int, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `orders` ADD COLUMN `stage` int, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `orders` DROP COLUMN `stage`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `orders` DROP COLUMN `stage`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name IN ('stage');


-- ======== dual_write ========

-- ---- dual write of orders on update (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_number_stages_orders_upd` BEFORE UPDATE ON `orders` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`stage` <=> OLD.`stage`) THEN
      IF NOT ((CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`status` USING utf8mb4) AS BINARY)) OR ((NEW.`stage` IS NOT NULL AND (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (NEW.`stage` <=> CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END))) THEN
        SET NEW.`stage` = CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`status` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((NEW.`stage` IS NOT NULL AND (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (NEW.`stage` <=> CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END)) THEN
        SET NEW.`status` = CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_number_stages_orders_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_number_stages_orders_upd';

-- ---- dual write of orders on insert (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_number_stages_orders_ins` BEFORE INSERT ON `orders` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`stage` IS NULL) THEN
      SET NEW.`stage` = CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END;
    ELSEIF ((NEW.`status` IS NULL OR CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('new' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`status` = CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_number_stages_orders_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_number_stages_orders_ins';


-- ======== migrate ========

-- ---- backfill orders, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`stage` IS NOT NULL AND ((`stage` IS NOT NULL AND (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (`stage` = 1) THEN 'new' WHEN (`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (`stage` <=> CASE WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'orders';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `orders` ORDER BY `orders`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `orders` ORDER BY `orders`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `orders` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `orders`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `orders` SET `stage` = CASE WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`stage` IS NOT NULL AND ((`stage` IS NOT NULL AND (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (`stage` = 1) THEN 'new' WHEN (`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (`stage` <=> CASE WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END)));
-- the other way round
UPDATE `orders` SET `status` = CASE WHEN (`stage` = 1) THEN 'new' WHEN (`stage` = 2) THEN 'paid' ELSE 'sent' END WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`stage` IS NOT NULL AND ((`stage` IS NOT NULL AND (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (`stage` = 1) THEN 'new' WHEN (`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (`stage` <=> CASE WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`stage` IS NOT NULL AND ((`stage` IS NOT NULL AND (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (`stage` = 1) THEN 'new' WHEN (`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (`stage` <=> CASE WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END))) THEN 1 END), COUNT(CASE WHEN `stage` IS NULL THEN 1 END) FROM `orders` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`status` AS CHAR), CAST(`stage` AS CHAR), CAST(CASE WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END AS CHAR), CAST(CASE WHEN (`stage` = 1) THEN 'new' WHEN (`stage` = 2) THEN 'paid' ELSE 'sent' END AS CHAR) FROM `orders` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`stage` IS NOT NULL AND ((`stage` IS NOT NULL AND (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (`stage` = 1) THEN 'new' WHEN (`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (`stage` <=> CASE WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END))) ORDER BY `orders`.`id` LIMIT ?;
-- not null: stage


-- ======== contract ========

-- ---- require values in orders.stage (table orders)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns orders.stage are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of orders (stage), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name IN ('stage') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name IN ('stage') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `orders` MODIFY COLUMN `stage` int NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of orders (stage), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name IN ('stage') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name IN ('stage') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `orders` MODIFY COLUMN `stage` int, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name IN ('stage') AND is_nullable = 'NO';

-- ---- end dual write of orders on update (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_number_stages_orders_upd on orders is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_number_stages_orders_upd`;
-- undo
CREATE TRIGGER `xc_number_stages_orders_upd` BEFORE UPDATE ON `orders` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`stage` <=> OLD.`stage`) THEN
      IF NOT ((CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`status` USING utf8mb4) AS BINARY)) OR ((NEW.`stage` IS NOT NULL AND (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (NEW.`stage` <=> CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END))) THEN
        SET NEW.`stage` = CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`status` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((NEW.`stage` IS NOT NULL AND (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END USING utf8mb4) AS BINARY))) OR (NEW.`stage` <=> CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END)) THEN
        SET NEW.`status` = CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_number_stages_orders_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of orders on insert (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_number_stages_orders_ins on orders is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_number_stages_orders_ins`;
-- undo
CREATE TRIGGER `xc_number_stages_orders_ins` BEFORE INSERT ON `orders` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`stage` IS NULL) THEN
      SET NEW.`stage` = CASE WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) THEN 1 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY)) THEN 2 WHEN (CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)) THEN 3 END;
    ELSEIF ((NEW.`status` IS NULL OR CAST(CONVERT(NEW.`status` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('new' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`status` = CASE WHEN (NEW.`stage` = 1) THEN 'new' WHEN (NEW.`stage` = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_number_stages_orders_ins') = 0 THEN 1 ELSE 0 END;
