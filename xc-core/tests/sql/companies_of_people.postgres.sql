-- companies_of_people on PostgreSQL
--
-- requires create_people_of_kinds at expand or later: it makes table `people` (at create_people_of_kinds.rs:6:22), which is changed at companies_of_people.rs:13:9
--
-- expects table people, key (id), perhaps more
--   id bigint not null
--   kind character varying(20) not null
--   size size('small','large') or more not null
--   is_guest boolean not null
--   company character varying(100) null


-- ======== expand ========

-- ---- create table companies (table companies)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table companies already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "companies" ("person_id" bigint NOT NULL, "name" character varying(100), PRIMARY KEY ("person_id"));
-- undo
-- refused where this is above 0: table companies has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "companies" LIMIT 1) AS some_rows;
DROP TABLE "companies";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"companies"');


-- ======== dual_write ========

-- ---- dual write of companies to people (table companies)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table companies has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_companies_of_people_people_companies_complete"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  -- An upsert of a row that is there locks that row first, as any UPDATE of it does.
  IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN
    RETURN NEW;
  END IF;
  SELECT "people"."company", "people"."kind", "people"."id" INTO xc_main FROM "people" WHERE NEW."person_id" = "people"."id" AND NOT CASE WHEN "people".xmax = 0 OR "people".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "people".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "people".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "people".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "people".xmax) END
    FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    PERFORM pg_try_advisory_xact_lock_shared(hashtextextended(concat_ws(',', 'xc_companies_of_people_people_companies_waits', NEW."person_id"::text), 0));
    SELECT "people"."company", "people"."kind", "people"."id" INTO xc_main FROM "people" WHERE NEW."person_id" = "people"."id" FOR NO KEY UPDATE;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = 'no row of people belongs to this row of companies: insert that one first';
  END IF;
  IF TG_OP = 'INSERT' THEN
    -- A row that is not filled yet. One that is there becomes an UPDATE (ON CONFLICT), which says for itself what it changes.
    IF (xc_main."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') AND NOT EXISTS (SELECT FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN
      IF NEW."name" IS NULL THEN NEW."name" := xc_main."company"; END IF;
    END IF;
  ELSIF (NEW."person_id" IS NOT DISTINCT FROM OLD."person_id") THEN
    IF NOT ((OLD."name" COLLATE "C" IS NOT DISTINCT FROM xc_main."company") OR (xc_main."company" COLLATE "C" IS NOT DISTINCT FROM OLD."name")) THEN
      IF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN NEW."name" := xc_main."company"; END IF;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE FUNCTION "xc_companies_of_people_people_companies_up"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NOT (NEW."person_id" IS NOT DISTINCT FROM OLD."person_id")) THEN
    SELECT "people"."company", "people"."kind", "people"."id" INTO xc_main FROM "people" WHERE OLD."person_id" = "people"."id" AND NOT CASE WHEN "people".xmax = 0 OR "people".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "people".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "people".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "people".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "people".xmax) END
      FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      PERFORM pg_try_advisory_xact_lock_shared(hashtextextended(concat_ws(',', 'xc_companies_of_people_people_companies_waits', OLD."person_id"::text), 0));
      SELECT "people"."company", "people"."kind", "people"."id" INTO xc_main FROM "people" WHERE OLD."person_id" = "people"."id" FOR NO KEY UPDATE;
    END IF;
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', 'on', true);
    UPDATE "people" SET "company" = NULL, "kind" = 'person' WHERE OLD."person_id" = "people"."id" AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company');
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', '', true);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', 'on', true);
    UPDATE "people" SET "company" = CASE WHEN ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM NEW."name")) THEN "people"."company" ELSE NEW."name" END, "kind" = CASE WHEN ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') THEN "people"."kind" ELSE 'company' END WHERE NEW."person_id" = "people"."id" AND NOT (((NEW."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM NEW."name")) AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company'));
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', '', true);
  END IF;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_companies_of_people_people_companies_d_ins_lock" BEFORE INSERT ON "companies" FOR EACH ROW WHEN (current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_complete"();
CREATE TRIGGER "xc_companies_of_people_people_companies_d_upd_lock" BEFORE UPDATE ON "companies" FOR EACH ROW WHEN (NOT (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."person_id" IS NOT DISTINCT FROM OLD."person_id") AND current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_complete"();
CREATE TRIGGER "xc_companies_of_people_people_companies_d_ins" AFTER INSERT ON "companies" FOR EACH ROW WHEN (current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_up"();
CREATE TRIGGER "xc_companies_of_people_people_companies_d_upd" AFTER UPDATE ON "companies" FOR EACH ROW WHEN (NOT (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."person_id" IS NOT DISTINCT FROM OLD."person_id") AND current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_up"();
CREATE TRIGGER "xc_companies_of_people_people_companies_d_del" AFTER DELETE ON "companies" FOR EACH ROW WHEN (current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_up"();
-- undo
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins_lock" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_upd_lock" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_upd" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_del" ON "companies";
DROP FUNCTION "xc_companies_of_people_people_companies_complete"();
DROP FUNCTION "xc_companies_of_people_people_companies_up"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"companies"') AND tgname IN ('xc_companies_of_people_people_companies_d_ins_lock', 'xc_companies_of_people_people_companies_d_upd_lock', 'xc_companies_of_people_people_companies_d_ins', 'xc_companies_of_people_people_companies_d_upd', 'xc_companies_of_people_people_companies_d_del');

-- ---- dual write of people to companies (table people)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_companies_of_people_people_companies_down"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_alike_0 boolean;
  xc_alike_1 boolean;
  xc_looks integer := 0;
  xc_found boolean;
  xc_since timestamptz := clock_timestamp();
  xc_timeout text := current_setting('lock_timeout');
  xc_left interval;
  xc_wait interval;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', 'on', true);
    DELETE FROM "companies" WHERE "companies"."person_id" = OLD."id";
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', '', true);
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NOT (NEW."id" IS NOT DISTINCT FROM OLD."id") THEN
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', 'on', true);
    UPDATE "companies" SET "person_id" = NEW."id" WHERE "companies"."person_id" = OLD."id";
    PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', '', true);
  END IF;
  LOOP
    IF xc_looks < 100 THEN
      SELECT (("companies"."name" COLLATE "C" IS NOT DISTINCT FROM NEW."company") OR (NEW."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")), (NEW."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') INTO xc_alike_0, xc_alike_1 FROM "companies" WHERE "companies"."person_id" = NEW."id" AND NOT CASE WHEN "companies".xmax = 0 OR "companies".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "companies".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "companies".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "companies".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "companies".xmax) END
        FOR NO KEY UPDATE SKIP LOCKED;
      xc_found := FOUND;
    ELSE
      xc_left := nullif(xc_timeout::interval, interval '0') - (clock_timestamp() - xc_since);
      xc_wait := least(xc_left, CASE WHEN clock_timestamp() - xc_since < interval '30 s' THEN current_setting('deadlock_timeout')::interval / 4 END);
      BEGIN
        PERFORM set_config('lock_timeout', (CASE WHEN xc_wait IS NULL THEN 0 ELSE greatest(1, ceil(1000 * extract(epoch FROM xc_wait))) END)::text, true);
        SELECT (("companies"."name" COLLATE "C" IS NOT DISTINCT FROM NEW."company") OR (NEW."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")), (NEW."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') INTO xc_alike_0, xc_alike_1 FROM "companies" WHERE "companies"."person_id" = NEW."id" FOR NO KEY UPDATE;
        xc_found := FOUND;
        PERFORM set_config('lock_timeout', xc_timeout, true);
      EXCEPTION WHEN lock_not_available THEN
        IF xc_wait = xc_left THEN RAISE; END IF;
        xc_found := false;
      END;
    END IF;
    IF xc_found THEN
      IF NOT (NEW."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') THEN
        PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', 'on', true);
        DELETE FROM "companies" WHERE "companies"."person_id" = NEW."id";
        PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', '', true);
      ELSIF NOT (xc_alike_0 AND xc_alike_1) THEN
        PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', 'on', true);
        UPDATE "companies" SET "name" = CASE WHEN xc_alike_0 THEN "companies"."name" ELSE NEW."company" END WHERE "companies"."person_id" = NEW."id";
        PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', '', true);
      END IF;
      EXIT;
    END IF;
    PERFORM FROM "companies" WHERE "companies"."person_id" = NEW."id";
    IF NOT FOUND THEN
      IF (NEW."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') THEN
        PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', 'on', true);
        INSERT INTO "companies" ("person_id", "name") VALUES (NEW."id", NEW."company") ON CONFLICT ("person_id") DO UPDATE SET "name" = CASE WHEN (("companies"."name" COLLATE "C" IS NOT DISTINCT FROM NEW."company") OR (NEW."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) THEN "companies"."name" ELSE EXCLUDED."name" END WHERE NOT ((("companies"."name" COLLATE "C" IS NOT DISTINCT FROM NEW."company") OR (NEW."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) AND (NEW."kind" COLLATE "C" IS NOT DISTINCT FROM 'company'));
        PERFORM set_config('xc.xc_companies_of_people_people_companies_writes', '', true);
      END IF;
      EXIT;
    END IF;
    -- Its holder waits for this transaction, and will complete the row itself.
    EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(concat_ws(',', 'xc_companies_of_people_people_companies_waits', NEW."id"::text), 0));
    xc_looks := xc_looks + 1;
    PERFORM pg_sleep(0.002);
  END LOOP;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_companies_of_people_people_companies_m_ins" AFTER INSERT ON "people" FOR EACH ROW WHEN ((NEW."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') AND current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_down"();
CREATE TRIGGER "xc_companies_of_people_people_companies_m_upd" AFTER UPDATE ON "people" FOR EACH ROW WHEN (NOT (NEW."company" COLLATE "C" IS NOT DISTINCT FROM OLD."company" AND NEW."kind" COLLATE "C" IS NOT DISTINCT FROM OLD."kind" AND NEW."id" IS NOT DISTINCT FROM OLD."id") AND current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_down"();
CREATE TRIGGER "xc_companies_of_people_people_companies_m_del" BEFORE DELETE ON "people" FOR EACH ROW WHEN (current_setting('xc.xc_companies_of_people_people_companies_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_companies_of_people_people_companies_down"();
-- undo
DROP TRIGGER "xc_companies_of_people_people_companies_m_ins" ON "people";
DROP TRIGGER "xc_companies_of_people_people_companies_m_upd" ON "people";
DROP TRIGGER "xc_companies_of_people_people_companies_m_del" ON "people";
DROP FUNCTION "xc_companies_of_people_people_companies_down"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"people"') AND tgname IN ('xc_companies_of_people_people_companies_m_ins', 'xc_companies_of_people_people_companies_m_upd', 'xc_companies_of_people_people_companies_m_del');


-- ======== migrate ========

-- ---- backfill people, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (CASE WHEN "companies"."person_id" IS NULL THEN (NOT ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company')) ELSE ((("companies"."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company')) END)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"people"');
-- lowest
SELECT "people"."id"::text FROM "people" ORDER BY "people"."id" LIMIT 1;
-- highest
SELECT "people"."id"::text FROM "people" ORDER BY "people"."id" DESC LIMIT 1;
-- cut
SELECT "people"."id"::text FROM "people" WHERE "people"."id" >= $1::text::bigint AND "people"."id" <= $2::text::bigint ORDER BY "people"."id" LIMIT 2 OFFSET $3;
-- fill
INSERT INTO "companies" ("person_id", "name") SELECT "people"."id", "people"."company" FROM "people" WHERE "people"."id" >= $1::text::bigint AND "people"."id" <= $2::text::bigint AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') AND NOT EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = "people"."id") FOR NO KEY UPDATE ON CONFLICT ("person_id") DO NOTHING;
-- find what to mend
SELECT "people"."id"::text FROM "people" JOIN "companies" ON "companies"."person_id" = "people"."id" WHERE "people"."id" >= $1::text::bigint AND "people"."id" <= $2::text::bigint AND NOT ((("companies"."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company'));
-- lock it
SELECT 1 FROM "people" WHERE "people"."id" >= $1::text::bigint AND "people"."id" <= $2::text::bigint FOR NO KEY UPDATE;
-- lock it
SELECT 1 FROM "companies" WHERE "companies"."person_id" >= $1::text::bigint AND "companies"."person_id" <= $2::text::bigint FOR NO KEY UPDATE NOWAIT;
-- mend it
UPDATE "companies" SET "name" = CASE WHEN (("companies"."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) THEN "companies"."name" ELSE "people"."company" END FROM "people" WHERE "companies"."person_id" = "people"."id" AND "people"."id" >= $1::text::bigint AND "people"."id" <= $2::text::bigint AND NOT ((("companies"."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "companies"."person_id" IS NULL THEN (NOT ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company')) ELSE ((("companies"."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company')) END) THEN 1 END) FROM "people" LEFT JOIN "companies" ON "companies"."person_id" = "people"."id" WHERE "people"."id" >= $1::text::bigint AND "people"."id" <= $2::text::bigint;
-- examine
SELECT "people"."id"::text FROM "people" LEFT JOIN "companies" ON "companies"."person_id" = "people"."id" WHERE "people"."id" >= $1::text::bigint AND "people"."id" <= $2::text::bigint AND NOT (CASE WHEN "companies"."person_id" IS NULL THEN (NOT ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company')) ELSE ((("companies"."name" COLLATE "C" IS NOT DISTINCT FROM "people"."company") OR ("people"."company" COLLATE "C" IS NOT DISTINCT FROM "companies"."name")) AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company')) END) ORDER BY "people"."id" LIMIT $3;
-- not null: 

-- ---- backfill companies, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("people"."id" IS NOT NULL)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"companies"');
-- lowest
SELECT "companies"."person_id"::text FROM "companies" ORDER BY "companies"."person_id" LIMIT 1;
-- highest
SELECT "companies"."person_id"::text FROM "companies" ORDER BY "companies"."person_id" DESC LIMIT 1;
-- cut
SELECT "companies"."person_id"::text FROM "companies" WHERE "companies"."person_id" >= $1::text::bigint AND "companies"."person_id" <= $2::text::bigint ORDER BY "companies"."person_id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT "companies"."person_id"::text FROM "companies" LEFT JOIN "people" ON "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') WHERE "companies"."person_id" >= $1::text::bigint AND "companies"."person_id" <= $2::text::bigint AND "people"."id" IS NULL;
-- mend it
DELETE FROM "companies" WHERE "companies"."person_id" >= $1::text::bigint AND "companies"."person_id" <= $2::text::bigint AND NOT EXISTS (SELECT 1 FROM "people" WHERE "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("people"."id" IS NOT NULL) THEN 1 END) FROM "companies" LEFT JOIN "people" ON "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') WHERE "companies"."person_id" >= $1::text::bigint AND "companies"."person_id" <= $2::text::bigint;
-- examine
SELECT "companies"."person_id"::text FROM "companies" LEFT JOIN "people" ON "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE "C" IS NOT DISTINCT FROM 'company') WHERE "companies"."person_id" >= $1::text::bigint AND "companies"."person_id" <= $2::text::bigint AND NOT ("people"."id" IS NOT NULL) ORDER BY "companies"."person_id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of companies to people (table companies)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on companies are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins_lock" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_upd_lock" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_upd" ON "companies";
DROP TRIGGER "xc_companies_of_people_people_companies_d_del" ON "companies";
DROP FUNCTION "xc_companies_of_people_people_companies_complete"();
DROP FUNCTION "xc_companies_of_people_people_companies_up"();
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"companies"') AND tgname IN ('xc_companies_of_people_people_companies_d_ins_lock', 'xc_companies_of_people_people_companies_d_upd_lock', 'xc_companies_of_people_people_companies_d_ins', 'xc_companies_of_people_people_companies_d_upd', 'xc_companies_of_people_people_companies_d_del')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- end dual write of people to companies (table people)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_companies_of_people_people_companies_m_ins" ON "people";
DROP TRIGGER "xc_companies_of_people_people_companies_m_upd" ON "people";
DROP TRIGGER "xc_companies_of_people_people_companies_m_del" ON "people";
DROP FUNCTION "xc_companies_of_people_people_companies_down"();
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"people"') AND tgname IN ('xc_companies_of_people_people_companies_m_ins', 'xc_companies_of_people_people_companies_m_upd', 'xc_companies_of_people_people_companies_m_del')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column people.company (table people)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: people.company is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "people" DROP COLUMN "company";
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"people"') AND attname IN ('company') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;
