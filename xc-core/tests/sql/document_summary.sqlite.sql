-- document_summary on SQLite
--
-- requires create_shop at expand or later: it makes table `documents` (at create_shop.rs:26:22), which is changed at document_summary.rs:7:18
--
-- expects table documents, key (id), perhaps more
--   id text not null
--   title text not null
--   content text null


-- ======== expand ========

-- ---- add column documents.summary (table documents)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table documents has one of the columns summary already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "documents" ADD COLUMN "summary" text;
-- undo
ALTER TABLE "documents" DROP COLUMN "summary";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('documents') WHERE name IN ('summary');


-- ======== dual_write ========

-- ---- dual write of documents (table documents)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table documents has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_document_summary_documents_ins_fwd" AFTER INSERT ON "documents" FOR EACH ROW WHEN (NEW."summary" IS NULL) AND NOT (NEW."summary" COLLATE BINARY IS substr(NEW."title", 1, 80))
BEGIN
  UPDATE "documents" SET "summary" = substr(NEW."title", 1, 80) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_document_summary_documents_upd_fwd" AFTER UPDATE OF "title" ON "documents" FOR EACH ROW WHEN (NEW."summary" COLLATE BINARY IS OLD."summary") AND NOT (NEW."title" COLLATE BINARY IS OLD."title") AND NOT (NEW."summary" COLLATE BINARY IS substr(NEW."title", 1, 80))
BEGIN
  UPDATE "documents" SET "summary" = substr(NEW."title", 1, 80) WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_document_summary_documents_ins_fwd";
DROP TRIGGER "xc_document_summary_documents_upd_fwd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_document_summary_documents_ins_fwd', 'xc_document_summary_documents_upd_fwd');


-- ======== migrate ========

-- ---- backfill documents, 1 key columns
-- parity
--   ("summary" IS NOT NULL AND ("summary" COLLATE BINARY IS substr("title", 1, 80)))
-- estimate
SELECT COUNT(*) FROM "documents";
-- lowest
SELECT CAST("id" AS TEXT) FROM "documents" ORDER BY "documents"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "documents" ORDER BY "documents"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "documents" WHERE "id" >= $1 AND "id" <= $2 ORDER BY "documents"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "documents" SET "summary" = substr("title", 1, 80) WHERE "id" >= $1 AND "id" <= $2 AND NOT ("summary" IS NOT NULL AND ("summary" COLLATE BINARY IS substr("title", 1, 80)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("summary" IS NOT NULL AND ("summary" COLLATE BINARY IS substr("title", 1, 80))) THEN 1 END) FROM "documents" WHERE "id" >= $1 AND "id" <= $2;
-- examine
SELECT CAST("id" AS TEXT), CAST("title" AS TEXT), CAST("summary" AS TEXT), CAST(substr("title", 1, 80) AS TEXT) FROM "documents" WHERE "id" >= $1 AND "id" <= $2 AND NOT ("summary" IS NOT NULL AND ("summary" COLLATE BINARY IS substr("title", 1, 80))) ORDER BY "documents"."id" LIMIT $3;
-- not null: 
