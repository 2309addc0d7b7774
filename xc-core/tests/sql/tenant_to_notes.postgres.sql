-- tenant_to_notes on PostgreSQL
--
-- requires create_posts at expand or later: it makes table `notes` (at create_posts.rs:11:22), which is changed at tenant_to_notes.rs:10:9
--
-- expects table posts, key (id), perhaps more
--   id bigint not null
--   tenant_id bigint not null
--   language character varying(2) null
--   notes_count bigint not null
--
-- expects table notes, key (id), perhaps more
--   id bigint not null
--   post_id bigint not null
--   body text null


-- ======== expand ========

-- ---- add column notes.tenant_id (table notes)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table notes has one of the columns tenant_id already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "notes" ADD COLUMN "tenant_id" bigint;
-- undo
ALTER TABLE "notes" DROP COLUMN "tenant_id";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"notes"') AND attname IN ('tenant_id') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- look up of notes in posts (table notes)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table notes has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_tenant_to_notes_posts_notes_look_up"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW."post_id" IS NOT DISTINCT FROM OLD."post_id") THEN
    IF EXISTS (SELECT FROM "posts" WHERE NEW."post_id" = "posts"."id") THEN
      -- It has the value, or gets it from whoever changes it.
      NEW."tenant_id" := OLD."tenant_id";
    END IF;
    RETURN NEW;
  END IF;
  -- As the check of a foreign key does: a change of the value waits for it.
  SELECT "id", "tenant_id" INTO xc_main FROM "posts" WHERE NEW."post_id" = "posts"."id" FOR KEY SHARE;
  IF FOUND THEN
    NEW."tenant_id" := xc_main."tenant_id";
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_d_ins" BEFORE INSERT ON "notes" FOR EACH ROW WHEN (current_setting('xc.xc_tenant_to_notes_posts_notes_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tenant_to_notes_posts_notes_look_up"();
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_d_upd" BEFORE UPDATE ON "notes" FOR EACH ROW WHEN (NOT (NEW."tenant_id" IS NOT DISTINCT FROM OLD."tenant_id" AND NEW."post_id" IS NOT DISTINCT FROM OLD."post_id") AND current_setting('xc.xc_tenant_to_notes_posts_notes_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tenant_to_notes_posts_notes_look_up"();
-- undo
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_ins" ON "notes";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_upd" ON "notes";
DROP FUNCTION "xc_tenant_to_notes_posts_notes_look_up"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"notes"') AND tgname IN ('xc_tenant_to_notes_posts_notes_d_ins', 'xc_tenant_to_notes_posts_notes_d_upd');

-- ---- dual write of posts to notes (table posts)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table posts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_tenant_to_notes_posts_notes_hold"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
BEGIN
  -- A change of another column conflicts with nobody who looks this row up. This one must.
  PERFORM FROM "posts" WHERE "posts"."id" = OLD."id" FOR UPDATE;
  RETURN NEW;
END
$xc$;
CREATE FUNCTION "xc_tenant_to_notes_posts_notes_down"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
BEGIN
  PERFORM set_config('xc.xc_tenant_to_notes_posts_notes_writes', 'on', true);
  UPDATE "notes" SET "tenant_id" = NEW."tenant_id" WHERE "notes"."post_id" = NEW."id" AND NOT ("notes"."tenant_id" IS NOT DISTINCT FROM NEW."tenant_id");
  PERFORM set_config('xc.xc_tenant_to_notes_posts_notes_writes', '', true);
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_m_hold" BEFORE UPDATE ON "posts" FOR EACH ROW WHEN (NOT (NEW."tenant_id" IS NOT DISTINCT FROM OLD."tenant_id" AND NEW."id" IS NOT DISTINCT FROM OLD."id") AND current_setting('xc.xc_tenant_to_notes_posts_notes_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tenant_to_notes_posts_notes_hold"();
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_m_upd" AFTER UPDATE ON "posts" FOR EACH ROW WHEN (NOT (NEW."tenant_id" IS NOT DISTINCT FROM OLD."tenant_id" AND NEW."id" IS NOT DISTINCT FROM OLD."id") AND current_setting('xc.xc_tenant_to_notes_posts_notes_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tenant_to_notes_posts_notes_down"();
-- undo
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_hold" ON "posts";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_upd" ON "posts";
DROP FUNCTION "xc_tenant_to_notes_posts_notes_hold"();
DROP FUNCTION "xc_tenant_to_notes_posts_notes_down"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"posts"') AND tgname IN ('xc_tenant_to_notes_posts_notes_m_hold', 'xc_tenant_to_notes_posts_notes_m_upd');


-- ======== migrate ========

-- ---- backfill notes, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (CASE WHEN "posts"."id" IS NULL THEN TRUE ELSE ("notes"."tenant_id" IS NOT DISTINCT FROM "posts"."tenant_id") END)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"notes"');
-- lowest
SELECT "notes"."id"::text FROM "notes" ORDER BY "notes"."id" LIMIT 1;
-- highest
SELECT "notes"."id"::text FROM "notes" ORDER BY "notes"."id" DESC LIMIT 1;
-- cut
SELECT "notes"."id"::text FROM "notes" WHERE "notes"."id" >= $1::text::bigint AND "notes"."id" <= $2::text::bigint ORDER BY "notes"."id" LIMIT 2 OFFSET $3;
-- fill
WITH xc_rows AS MATERIALIZED (SELECT "notes"."id" AS xc_key_0, "posts"."tenant_id" AS xc_value_0 FROM "notes" JOIN "posts" ON "notes"."post_id" = "posts"."id" WHERE "notes"."id" >= $1::text::bigint AND "notes"."id" <= $2::text::bigint AND NOT ("notes"."tenant_id" IS NOT DISTINCT FROM "posts"."tenant_id") FOR NO KEY UPDATE OF "notes" FOR KEY SHARE OF "posts") UPDATE "notes" SET "tenant_id" = xc_value_0 FROM xc_rows WHERE "notes"."id" = xc_key_0;
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "posts"."id" IS NULL THEN TRUE ELSE ("notes"."tenant_id" IS NOT DISTINCT FROM "posts"."tenant_id") END) THEN 1 END), COUNT(CASE WHEN "notes"."tenant_id" IS NULL THEN 1 END) FROM "notes" LEFT JOIN "posts" ON "notes"."post_id" = "posts"."id" WHERE "notes"."id" >= $1::text::bigint AND "notes"."id" <= $2::text::bigint;
-- examine
SELECT "notes"."id"::text FROM "notes" LEFT JOIN "posts" ON "notes"."post_id" = "posts"."id" WHERE "notes"."id" >= $1::text::bigint AND "notes"."id" <= $2::text::bigint AND NOT (CASE WHEN "posts"."id" IS NULL THEN TRUE ELSE ("notes"."tenant_id" IS NOT DISTINCT FROM "posts"."tenant_id") END) ORDER BY "notes"."id" LIMIT $3;
-- not null: tenant_id


-- ======== contract ========

-- ---- end look up of notes in posts (table notes)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on notes are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_ins" ON "notes";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_upd" ON "notes";
DROP FUNCTION "xc_tenant_to_notes_posts_notes_look_up"();
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"notes"') AND tgname IN ('xc_tenant_to_notes_posts_notes_d_ins', 'xc_tenant_to_notes_posts_notes_d_upd')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- end dual write of posts to notes (table posts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on posts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_hold" ON "posts";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_upd" ON "posts";
DROP FUNCTION "xc_tenant_to_notes_posts_notes_hold"();
DROP FUNCTION "xc_tenant_to_notes_posts_notes_down"();
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"posts"') AND tgname IN ('xc_tenant_to_notes_posts_notes_m_hold', 'xc_tenant_to_notes_posts_notes_m_upd')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- require values in notes.tenant_id (table notes)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table notes has the constraints xc_nn_notes_tenant_id already: drop them
-- run
ALTER TABLE "notes" ADD CONSTRAINT "xc_nn_notes_tenant_id" CHECK ("tenant_id" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "notes" DROP CONSTRAINT "xc_nn_notes_tenant_id";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"notes"') AND conname IN ('xc_nn_notes_tenant_id');

-- ---- validate values in notes.tenant_id (table notes)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table notes has the constraints xc_nn_notes_tenant_id already: drop them
-- run
ALTER TABLE "notes" VALIDATE CONSTRAINT "xc_nn_notes_tenant_id";
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"notes"') AND conname IN ('xc_nn_notes_tenant_id') AND convalidated;

-- ---- require values in notes.tenant_id (table notes)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table notes has the constraints notes_tenant_id_not_null already: drop them
-- run
ALTER TABLE "notes" ADD CONSTRAINT "notes_tenant_id_not_null" NOT NULL "tenant_id" NOT VALID;
-- undo
ALTER TABLE "notes" DROP CONSTRAINT "notes_tenant_id_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"notes"') AND conname IN ('notes_tenant_id_not_null');

-- ---- validate values in notes.tenant_id (table notes)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table notes has the constraints notes_tenant_id_not_null already: drop them
-- run
ALTER TABLE "notes" VALIDATE CONSTRAINT "notes_tenant_id_not_null";
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"notes"') AND conname IN ('notes_tenant_id_not_null') AND convalidated;

-- ---- tighten notes (table notes)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: 
-- run
ALTER TABLE "notes" ALTER COLUMN "tenant_id" SET NOT NULL;
ALTER TABLE "notes" DROP CONSTRAINT "xc_nn_notes_tenant_id";
-- undo
ALTER TABLE "notes" ALTER COLUMN "tenant_id" DROP NOT NULL;
-- probe
SELECT 0::bigint;
