-- move_bio on PostgreSQL
--
-- requires create_people at expand or later: it makes table `users` (at create_people.rs:5:22), which is changed at move_bio.rs:16:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   bio text null
--   visits bigint not null


-- ======== expand ========

-- ---- create table profiles (table profiles)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table profiles already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "profiles" ("user_id" bigint NOT NULL, "bio" text, "first_name" character varying(100) NOT NULL, "last_name" character varying(100) NOT NULL, "views" bigint NOT NULL DEFAULT 0, PRIMARY KEY ("user_id"));
-- undo
-- refused where this is above 0: table profiles has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "profiles" LIMIT 1) AS some_rows;
DROP TABLE "profiles";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"profiles"');


-- ======== dual_write ========

-- ---- let v2 leave out users.name (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: column users.name has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE "users" ALTER COLUMN "name" SET DEFAULT '';
-- undo
ALTER TABLE "users" ALTER COLUMN "name" DROP DEFAULT;
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'name' AND atthasdef;

-- ---- dual write of profiles to users (table profiles)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table profiles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_move_bio_users_profiles_complete"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  -- An upsert of a row that is there locks that row first, as any UPDATE of it does.
  IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN
    RETURN NEW;
  END IF;
  SELECT "users"."bio", "users"."name", "users"."id" INTO xc_main FROM "users" WHERE NEW."user_id" = "users"."id" AND NOT CASE WHEN "users".xmax = 0 OR "users".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "users".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "users".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "users".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "users".xmax) END
    FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    PERFORM pg_try_advisory_xact_lock_shared(hashtextextended(concat_ws(',', 'xc_move_bio_users_profiles_waits', NEW."user_id"::text), 0));
    SELECT "users"."bio", "users"."name", "users"."id" INTO xc_main FROM "users" WHERE NEW."user_id" = "users"."id" FOR NO KEY UPDATE;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = 'no row of users belongs to this row of profiles: insert that one first';
  END IF;
  IF TG_OP = 'INSERT' THEN
    -- A row that is not filled yet. One that is there becomes an UPDATE (ON CONFLICT), which says for itself what it changes.
    IF NOT (xc_main."bio" IS NULL AND (xc_main."name" IS NULL OR xc_main."name" COLLATE "C" IS NOT DISTINCT FROM '')) AND NOT EXISTS (SELECT FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN
      IF NEW."bio" IS NULL THEN NEW."bio" := xc_main."bio"; END IF;
      IF NEW."first_name" IS NULL THEN NEW."first_name" := split_part(xc_main."name", ' ', 1); END IF;
      IF NEW."last_name" IS NULL THEN NEW."last_name" := substr(xc_main."name", (length(split_part(xc_main."name", ' ', 1)) + 2)); END IF;
    END IF;
  ELSIF (NEW."user_id" IS NOT DISTINCT FROM OLD."user_id") THEN
    IF NOT ((OLD."bio" COLLATE "C" IS NOT DISTINCT FROM xc_main."bio") OR (xc_main."bio" COLLATE "C" IS NOT DISTINCT FROM OLD."bio")) THEN
      IF (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM OLD."bio") THEN NEW."bio" := xc_main."bio"; END IF;
    END IF;
    IF NOT ((OLD."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(xc_main."name", ' ', 1) AND OLD."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(xc_main."name", (length(split_part(xc_main."name", ' ', 1)) + 2))) OR (xc_main."name" COLLATE "C" IS NOT DISTINCT FROM (OLD."first_name" || ' ' || OLD."last_name"))) THEN
      IF (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name") THEN NEW."first_name" := split_part(xc_main."name", ' ', 1); END IF;
      IF (NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") THEN NEW."last_name" := substr(xc_main."name", (length(split_part(xc_main."name", ' ', 1)) + 2)); END IF;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE FUNCTION "xc_move_bio_users_profiles_up"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NOT (NEW."user_id" IS NOT DISTINCT FROM OLD."user_id")) THEN
    SELECT "users"."bio", "users"."name", "users"."id" INTO xc_main FROM "users" WHERE OLD."user_id" = "users"."id" AND NOT CASE WHEN "users".xmax = 0 OR "users".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "users".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "users".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "users".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "users".xmax) END
      FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      PERFORM pg_try_advisory_xact_lock_shared(hashtextextended(concat_ws(',', 'xc_move_bio_users_profiles_waits', OLD."user_id"::text), 0));
      SELECT "users"."bio", "users"."name", "users"."id" INTO xc_main FROM "users" WHERE OLD."user_id" = "users"."id" FOR NO KEY UPDATE;
    END IF;
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', 'on', true);
    UPDATE "users" SET "bio" = NULL, "name" = '' WHERE OLD."user_id" = "users"."id" AND NOT ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE "C" IS NOT DISTINCT FROM ''));
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', '', true);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', 'on', true);
    UPDATE "users" SET "bio" = CASE WHEN ((NEW."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM NEW."bio")) THEN "users"."bio" ELSE NEW."bio" END, "name" = CASE WHEN ((NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name"))) THEN "users"."name" ELSE (NEW."first_name" || ' ' || NEW."last_name") END WHERE NEW."user_id" = "users"."id" AND NOT (((NEW."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM NEW."bio")) AND ((NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name"))));
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', '', true);
  END IF;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_move_bio_users_profiles_d_ins_lock" BEFORE INSERT ON "profiles" FOR EACH ROW WHEN (current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_complete"();
CREATE TRIGGER "xc_move_bio_users_profiles_d_upd_lock" BEFORE UPDATE ON "profiles" FOR EACH ROW WHEN (NOT (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM OLD."bio" AND NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name" AND NEW."user_id" IS NOT DISTINCT FROM OLD."user_id") AND current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_complete"();
CREATE TRIGGER "xc_move_bio_users_profiles_d_ins" AFTER INSERT ON "profiles" FOR EACH ROW WHEN (current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_up"();
CREATE TRIGGER "xc_move_bio_users_profiles_d_upd" AFTER UPDATE ON "profiles" FOR EACH ROW WHEN (NOT (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM OLD."bio" AND NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name" AND NEW."user_id" IS NOT DISTINCT FROM OLD."user_id") AND current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_up"();
CREATE TRIGGER "xc_move_bio_users_profiles_d_del" AFTER DELETE ON "profiles" FOR EACH ROW WHEN (current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_up"();
-- undo
DROP TRIGGER "xc_move_bio_users_profiles_d_ins_lock" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_upd_lock" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_ins" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_upd" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_del" ON "profiles";
DROP FUNCTION "xc_move_bio_users_profiles_complete"();
DROP FUNCTION "xc_move_bio_users_profiles_up"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"profiles"') AND tgname IN ('xc_move_bio_users_profiles_d_ins_lock', 'xc_move_bio_users_profiles_d_upd_lock', 'xc_move_bio_users_profiles_d_ins', 'xc_move_bio_users_profiles_d_upd', 'xc_move_bio_users_profiles_d_del');

-- ---- dual write of users to profiles (table users)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_move_bio_users_profiles_down"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
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
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', 'on', true);
    DELETE FROM "profiles" WHERE "profiles"."user_id" = OLD."id";
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', '', true);
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NOT (NEW."id" IS NOT DISTINCT FROM OLD."id") THEN
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', 'on', true);
    UPDATE "profiles" SET "user_id" = NEW."id" WHERE "profiles"."user_id" = OLD."id";
    PERFORM set_config('xc.xc_move_bio_users_profiles_writes', '', true);
  END IF;
  LOOP
    IF xc_looks < 100 THEN
      SELECT (("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM NEW."bio") OR (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")), (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2))) OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))) INTO xc_alike_0, xc_alike_1 FROM "profiles" WHERE "profiles"."user_id" = NEW."id" AND NOT CASE WHEN "profiles".xmax = 0 OR "profiles".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "profiles".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "profiles".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "profiles".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "profiles".xmax) END
        FOR NO KEY UPDATE SKIP LOCKED;
      xc_found := FOUND;
    ELSE
      xc_left := nullif(xc_timeout::interval, interval '0') - (clock_timestamp() - xc_since);
      xc_wait := least(xc_left, CASE WHEN clock_timestamp() - xc_since < interval '30 s' THEN current_setting('deadlock_timeout')::interval / 4 END);
      BEGIN
        PERFORM set_config('lock_timeout', (CASE WHEN xc_wait IS NULL THEN 0 ELSE greatest(1, ceil(1000 * extract(epoch FROM xc_wait))) END)::text, true);
        SELECT (("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM NEW."bio") OR (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")), (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2))) OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))) INTO xc_alike_0, xc_alike_1 FROM "profiles" WHERE "profiles"."user_id" = NEW."id" FOR NO KEY UPDATE;
        xc_found := FOUND;
        PERFORM set_config('lock_timeout', xc_timeout, true);
      EXCEPTION WHEN lock_not_available THEN
        IF xc_wait = xc_left THEN RAISE; END IF;
        xc_found := false;
      END;
    END IF;
    IF xc_found THEN
      IF NOT (xc_alike_0 AND xc_alike_1) THEN
        PERFORM set_config('xc.xc_move_bio_users_profiles_writes', 'on', true);
        UPDATE "profiles" SET "bio" = CASE WHEN xc_alike_0 THEN "profiles"."bio" ELSE NEW."bio" END, "first_name" = CASE WHEN xc_alike_1 THEN "profiles"."first_name" ELSE split_part(NEW."name", ' ', 1) END, "last_name" = CASE WHEN xc_alike_1 THEN "profiles"."last_name" ELSE substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2)) END WHERE "profiles"."user_id" = NEW."id";
        PERFORM set_config('xc.xc_move_bio_users_profiles_writes', '', true);
      END IF;
      EXIT;
    END IF;
    PERFORM FROM "profiles" WHERE "profiles"."user_id" = NEW."id";
    IF NOT FOUND THEN
      IF NOT (NEW."bio" IS NULL AND (NEW."name" IS NULL OR NEW."name" COLLATE "C" IS NOT DISTINCT FROM '')) THEN
        PERFORM set_config('xc.xc_move_bio_users_profiles_writes', 'on', true);
        INSERT INTO "profiles" ("user_id", "bio", "first_name", "last_name") VALUES (NEW."id", NEW."bio", split_part(NEW."name", ' ', 1), substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2))) ON CONFLICT ("user_id") DO UPDATE SET "bio" = CASE WHEN (("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM NEW."bio") OR (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) THEN "profiles"."bio" ELSE EXCLUDED."bio" END, "first_name" = CASE WHEN (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2))) OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."first_name" ELSE EXCLUDED."first_name" END, "last_name" = CASE WHEN (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2))) OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."last_name" ELSE EXCLUDED."last_name" END WHERE NOT ((("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM NEW."bio") OR (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) AND (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2))) OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))));
        PERFORM set_config('xc.xc_move_bio_users_profiles_writes', '', true);
      END IF;
      EXIT;
    END IF;
    -- Its holder waits for this transaction, and will complete the row itself.
    EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(concat_ws(',', 'xc_move_bio_users_profiles_waits', NEW."id"::text), 0));
    xc_looks := xc_looks + 1;
    PERFORM pg_sleep(0.002);
  END LOOP;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_move_bio_users_profiles_m_ins" AFTER INSERT ON "users" FOR EACH ROW WHEN (NOT (NEW."bio" IS NULL AND (NEW."name" IS NULL OR NEW."name" COLLATE "C" IS NOT DISTINCT FROM '')) AND current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_down"();
CREATE TRIGGER "xc_move_bio_users_profiles_m_upd" AFTER UPDATE ON "users" FOR EACH ROW WHEN (NOT (NEW."bio" COLLATE "C" IS NOT DISTINCT FROM OLD."bio" AND NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."id" IS NOT DISTINCT FROM OLD."id") AND current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_down"();
CREATE TRIGGER "xc_move_bio_users_profiles_m_del" BEFORE DELETE ON "users" FOR EACH ROW WHEN (current_setting('xc.xc_move_bio_users_profiles_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_move_bio_users_profiles_down"();
-- undo
DROP TRIGGER "xc_move_bio_users_profiles_m_ins" ON "users";
DROP TRIGGER "xc_move_bio_users_profiles_m_upd" ON "users";
DROP TRIGGER "xc_move_bio_users_profiles_m_del" ON "users";
DROP FUNCTION "xc_move_bio_users_profiles_down"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"users"') AND tgname IN ('xc_move_bio_users_profiles_m_ins', 'xc_move_bio_users_profiles_m_upd', 'xc_move_bio_users_profiles_m_del');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (CASE WHEN "profiles"."user_id" IS NULL THEN ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE "C" IS NOT DISTINCT FROM '')) ELSE ((("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) AND (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name")))) END)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"users"');
-- lowest
SELECT "users"."id"::text FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT "users"."id"::text FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT "users"."id"::text FROM "users" WHERE "users"."id" >= $1::text::bigint AND "users"."id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
INSERT INTO "profiles" ("user_id", "bio", "first_name", "last_name") SELECT "users"."id", "users"."bio", split_part("users"."name", ' ', 1), substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2)) FROM "users" WHERE "users"."id" >= $1::text::bigint AND "users"."id" <= $2::text::bigint AND NOT ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE "C" IS NOT DISTINCT FROM '')) AND NOT EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = "users"."id") FOR NO KEY UPDATE ON CONFLICT ("user_id") DO NOTHING;
-- find what to mend
SELECT "users"."id"::text FROM "users" JOIN "profiles" ON "profiles"."user_id" = "users"."id" WHERE "users"."id" >= $1::text::bigint AND "users"."id" <= $2::text::bigint AND NOT ((("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) AND (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))));
-- lock it
SELECT 1 FROM "users" WHERE "users"."id" >= $1::text::bigint AND "users"."id" <= $2::text::bigint FOR NO KEY UPDATE;
-- lock it
SELECT 1 FROM "profiles" WHERE "profiles"."user_id" >= $1::text::bigint AND "profiles"."user_id" <= $2::text::bigint FOR NO KEY UPDATE NOWAIT;
-- mend it
UPDATE "profiles" SET "bio" = CASE WHEN (("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) THEN "profiles"."bio" ELSE "users"."bio" END, "first_name" = CASE WHEN (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."first_name" ELSE split_part("users"."name", ' ', 1) END, "last_name" = CASE WHEN (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."last_name" ELSE substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2)) END FROM "users" WHERE "profiles"."user_id" = "users"."id" AND "users"."id" >= $1::text::bigint AND "users"."id" <= $2::text::bigint AND NOT ((("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) AND (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name"))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "profiles"."user_id" IS NULL THEN ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE "C" IS NOT DISTINCT FROM '')) ELSE ((("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) AND (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name")))) END) THEN 1 END) FROM "users" LEFT JOIN "profiles" ON "profiles"."user_id" = "users"."id" WHERE "users"."id" >= $1::text::bigint AND "users"."id" <= $2::text::bigint;
-- examine
SELECT "users"."id"::text FROM "users" LEFT JOIN "profiles" ON "profiles"."user_id" = "users"."id" WHERE "users"."id" >= $1::text::bigint AND "users"."id" <= $2::text::bigint AND NOT (CASE WHEN "profiles"."user_id" IS NULL THEN ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE "C" IS NOT DISTINCT FROM '')) ELSE ((("profiles"."bio" COLLATE "C" IS NOT DISTINCT FROM "users"."bio") OR ("users"."bio" COLLATE "C" IS NOT DISTINCT FROM "profiles"."bio")) AND (("profiles"."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("users"."name", ' ', 1) AND "profiles"."last_name" COLLATE "C" IS NOT DISTINCT FROM substr("users"."name", (length(split_part("users"."name", ' ', 1)) + 2))) OR ("users"."name" COLLATE "C" IS NOT DISTINCT FROM ("profiles"."first_name" || ' ' || "profiles"."last_name")))) END) ORDER BY "users"."id" LIMIT $3;
-- not null: 

-- ---- backfill profiles, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("users"."id" IS NOT NULL)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"profiles"');
-- lowest
SELECT "profiles"."user_id"::text FROM "profiles" ORDER BY "profiles"."user_id" LIMIT 1;
-- highest
SELECT "profiles"."user_id"::text FROM "profiles" ORDER BY "profiles"."user_id" DESC LIMIT 1;
-- cut
SELECT "profiles"."user_id"::text FROM "profiles" WHERE "profiles"."user_id" >= $1::text::bigint AND "profiles"."user_id" <= $2::text::bigint ORDER BY "profiles"."user_id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT "profiles"."user_id"::text FROM "profiles" LEFT JOIN "users" ON "profiles"."user_id" = "users"."id" WHERE "profiles"."user_id" >= $1::text::bigint AND "profiles"."user_id" <= $2::text::bigint AND "users"."id" IS NULL;
-- mend it
DELETE FROM "profiles" WHERE "profiles"."user_id" >= $1::text::bigint AND "profiles"."user_id" <= $2::text::bigint AND NOT EXISTS (SELECT 1 FROM "users" WHERE "profiles"."user_id" = "users"."id");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("users"."id" IS NOT NULL) THEN 1 END) FROM "profiles" LEFT JOIN "users" ON "profiles"."user_id" = "users"."id" WHERE "profiles"."user_id" >= $1::text::bigint AND "profiles"."user_id" <= $2::text::bigint;
-- examine
SELECT "profiles"."user_id"::text FROM "profiles" LEFT JOIN "users" ON "profiles"."user_id" = "users"."id" WHERE "profiles"."user_id" >= $1::text::bigint AND "profiles"."user_id" <= $2::text::bigint AND NOT ("users"."id" IS NOT NULL) ORDER BY "profiles"."user_id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of profiles to users (table profiles)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on profiles are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_move_bio_users_profiles_d_ins_lock" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_upd_lock" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_ins" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_upd" ON "profiles";
DROP TRIGGER "xc_move_bio_users_profiles_d_del" ON "profiles";
DROP FUNCTION "xc_move_bio_users_profiles_complete"();
DROP FUNCTION "xc_move_bio_users_profiles_up"();
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"profiles"') AND tgname IN ('xc_move_bio_users_profiles_d_ins_lock', 'xc_move_bio_users_profiles_d_upd_lock', 'xc_move_bio_users_profiles_d_ins', 'xc_move_bio_users_profiles_d_upd', 'xc_move_bio_users_profiles_d_del')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- end dual write of users to profiles (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_move_bio_users_profiles_m_ins" ON "users";
DROP TRIGGER "xc_move_bio_users_profiles_m_upd" ON "users";
DROP TRIGGER "xc_move_bio_users_profiles_m_del" ON "users";
DROP FUNCTION "xc_move_bio_users_profiles_down"();
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"users"') AND tgname IN ('xc_move_bio_users_profiles_m_ins', 'xc_move_bio_users_profiles_m_upd', 'xc_move_bio_users_profiles_m_del')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop columns users.bio, users.name (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: users.bio, users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "users" DROP COLUMN "bio", DROP COLUMN "name";
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('bio', 'name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;
