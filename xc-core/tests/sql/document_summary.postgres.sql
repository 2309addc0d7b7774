-- document_summary on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `documents` (at create_shop.rs:26:22), which is changed at document_summary.rs:7:18
--
-- expects table documents, key (id), perhaps more
--   id uuid not null
--   title text not null
--   content jsonb null


-- ======== expand ========

-- ---- add column documents.summary (table documents)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table documents has one of the columns summary already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "documents" ADD COLUMN "summary" text;
-- undo
ALTER TABLE "documents" DROP COLUMN "summary";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"documents"') AND attname IN ('summary') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of documents (table documents)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table documents has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_document_summary_documents_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."summary" IS NULL) THEN
      NEW."summary" := substr(NEW."title", 1, 80);
    END IF;
  ELSIF (NEW."summary" COLLATE "C" IS NOT DISTINCT FROM OLD."summary") THEN
    IF NOT (NEW."summary" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."title", 1, 80)) THEN
      NEW."summary" := substr(NEW."title", 1, 80);
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_document_summary_documents_ins" BEFORE INSERT ON "documents" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_document_summary_documents_sync"();
CREATE TRIGGER "xc_document_summary_documents_upd" BEFORE UPDATE ON "documents" FOR EACH ROW WHEN (NOT ((NEW."title" COLLATE "C" IS NOT DISTINCT FROM OLD."title") AND (NEW."summary" COLLATE "C" IS NOT DISTINCT FROM OLD."summary")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_document_summary_documents_sync"();
-- undo
DROP TRIGGER "xc_document_summary_documents_ins" ON "documents";
DROP TRIGGER "xc_document_summary_documents_upd" ON "documents";
DROP FUNCTION "xc_document_summary_documents_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"documents"') AND tgname IN ('xc_document_summary_documents_ins', 'xc_document_summary_documents_upd');


-- ======== migrate ========

-- ---- backfill documents, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("summary" IS NOT NULL AND ("summary" COLLATE "C" IS NOT DISTINCT FROM substr("title", 1, 80)))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"documents"');
-- lowest
SELECT "id"::text FROM "documents" ORDER BY "documents"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "documents" ORDER BY "documents"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "documents" WHERE "id" >= $1::text::uuid AND "id" <= $2::text::uuid ORDER BY "documents"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "documents" SET "summary" = substr("title", 1, 80) WHERE "id" >= $1::text::uuid AND "id" <= $2::text::uuid AND NOT ("summary" IS NOT NULL AND ("summary" COLLATE "C" IS NOT DISTINCT FROM substr("title", 1, 80)));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("documents".*) AS size, COALESCE(pg_column_size(substr("title", 1, 80)) - 3 - COALESCE(pg_column_size("summary"), 0), 0) AS growth FROM "documents" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "documents" ORDER BY "documents"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"documents"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "documents" WHERE "id" >= $1::text::uuid AND "id" <= $2::text::uuid ORDER BY "documents"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "documents" SET "summary" = substr("title", 1, 80) WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> (uuid_hash("id") & 63)::int & 1) = 1 AND NOT ("summary" IS NOT NULL AND ("summary" COLLATE "C" IS NOT DISTINCT FROM substr("title", 1, 80)));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"documents"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"documents"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("summary" IS NOT NULL AND ("summary" COLLATE "C" IS NOT DISTINCT FROM substr("title", 1, 80))) THEN 1 END) FROM "documents" WHERE "id" >= $1::text::uuid AND "id" <= $2::text::uuid;
-- examine
SELECT "id"::text, ("title")::text, ("summary")::text, (substr("title", 1, 80))::text FROM "documents" WHERE "id" >= $1::text::uuid AND "id" <= $2::text::uuid AND NOT ("summary" IS NOT NULL AND ("summary" COLLATE "C" IS NOT DISTINCT FROM substr("title", 1, 80))) ORDER BY "documents"."id" LIMIT $3;
-- not null: 
