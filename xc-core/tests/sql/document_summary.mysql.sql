-- document_summary on MySQL
--
-- requires create_shop at expand or later: it makes table `documents` (at create_shop.rs:26:22), which is changed at document_summary.rs:7:18
--
-- expects table documents, key (id), perhaps more
--   id char(36) not null
--   title text not null
--   content json null


-- ======== expand ========

-- ---- add column documents.summary (table documents)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table documents has one of the columns summary already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `documents` ADD COLUMN `summary` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `documents` ADD COLUMN `summary` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `documents` DROP COLUMN `summary`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `documents` DROP COLUMN `summary`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'documents' AND column_name IN ('summary');


-- ======== dual_write ========

-- ---- dual write of documents on update (table documents)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table documents has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_document_summary_documents_upd` BEFORE UPDATE ON `documents` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`summary` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`summary` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`title` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`title` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`summary` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`title`, 1, 80) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`summary` = substr(NEW.`title`, 1, 80);
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_document_summary_documents_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_document_summary_documents_upd';

-- ---- dual write of documents on insert (table documents)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table documents has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_document_summary_documents_ins` BEFORE INSERT ON `documents` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`summary` IS NULL) THEN
      SET NEW.`summary` = substr(NEW.`title`, 1, 80);
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_document_summary_documents_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_document_summary_documents_ins';


-- ======== migrate ========

-- ---- backfill documents, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`summary` IS NOT NULL AND (CAST(CONVERT(`summary` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`title`, 1, 80) USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'documents';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `documents` ORDER BY `documents`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `documents` ORDER BY `documents`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `documents` WHERE `id` >= ? AND `id` <= ? ORDER BY `documents`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `documents` SET `summary` = substr(`title`, 1, 80) WHERE `id` >= ? AND `id` <= ? AND NOT (`summary` IS NOT NULL AND (CAST(CONVERT(`summary` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`title`, 1, 80) USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`summary` IS NOT NULL AND (CAST(CONVERT(`summary` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`title`, 1, 80) USING utf8mb4) AS BINARY))) THEN 1 END) FROM `documents` WHERE `id` >= ? AND `id` <= ?;
-- examine
SELECT CAST(`id` AS CHAR), CAST(`title` AS CHAR), CAST(`summary` AS CHAR), CAST(substr(`title`, 1, 80) AS CHAR) FROM `documents` WHERE `id` >= ? AND `id` <= ? AND NOT (`summary` IS NOT NULL AND (CAST(CONVERT(`summary` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`title`, 1, 80) USING utf8mb4) AS BINARY))) ORDER BY `documents`.`id` LIMIT ?;
-- not null: 
