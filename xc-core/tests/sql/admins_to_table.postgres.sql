-- admins_to_table on PostgreSQL
--
-- requires create_accounts at expand or later: it makes table `accounts` (at create_accounts.rs:5:22), which is changed at admins_to_table.rs:13:9
--
-- expects table accounts, key (id), perhaps more
--   id bigint not null
--   is_admin boolean not null
--   phone character varying(30) null


-- ======== expand ========

-- ---- create table admins (table admins)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table admins already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "admins" ("account_id" bigint NOT NULL, "since" timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY ("account_id"));
-- undo
-- refused where this is above 0: table admins has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "admins" LIMIT 1) AS some_rows;
DROP TABLE "admins";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"admins"');


-- ======== dual_write ========

-- ---- let v2 leave out accounts.is_admin (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: column accounts.is_admin has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE "accounts" ALTER COLUMN "is_admin" SET DEFAULT FALSE;
-- undo
ALTER TABLE "accounts" ALTER COLUMN "is_admin" DROP DEFAULT;
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname = 'is_admin' AND atthasdef;

-- ---- dual write of admins to accounts (table admins)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table admins has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_admins_to_table_accounts_admins_complete"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  -- An upsert of a row that is there locks that row first, as any UPDATE of it does.
  IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM "admins" WHERE "admins"."account_id" = NEW."account_id") THEN
    RETURN NEW;
  END IF;
  SELECT "accounts"."is_admin", "accounts"."id" INTO xc_main FROM "accounts" WHERE NEW."account_id" = "accounts"."id" AND NOT CASE WHEN "accounts".xmax = 0 OR "accounts".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "accounts".xmax) END
    FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    PERFORM pg_try_advisory_xact_lock_shared(hashtextextended(concat_ws(',', 'xc_admins_to_table_accounts_admins_waits', NEW."account_id"::text), 0));
    SELECT "accounts"."is_admin", "accounts"."id" INTO xc_main FROM "accounts" WHERE NEW."account_id" = "accounts"."id" FOR NO KEY UPDATE;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = 'no row of accounts belongs to this row of admins: insert that one first';
  END IF;
  IF TG_OP = 'INSERT' THEN
    -- A row that is not filled yet. One that is there becomes an UPDATE (ON CONFLICT), which says for itself what it changes.
    IF (xc_main."is_admin" IS TRUE) AND NOT EXISTS (SELECT FROM "admins" WHERE "admins"."account_id" = NEW."account_id") THEN
    END IF;
  ELSIF (NEW."account_id" IS NOT DISTINCT FROM OLD."account_id") THEN
  END IF;
  RETURN NEW;
END
$xc$;
CREATE FUNCTION "xc_admins_to_table_accounts_admins_up"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NOT (NEW."account_id" IS NOT DISTINCT FROM OLD."account_id")) THEN
    SELECT "accounts"."is_admin", "accounts"."id" INTO xc_main FROM "accounts" WHERE OLD."account_id" = "accounts"."id" AND NOT CASE WHEN "accounts".xmax = 0 OR "accounts".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "accounts".xmax) END
      FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      PERFORM pg_try_advisory_xact_lock_shared(hashtextextended(concat_ws(',', 'xc_admins_to_table_accounts_admins_waits', OLD."account_id"::text), 0));
      SELECT "accounts"."is_admin", "accounts"."id" INTO xc_main FROM "accounts" WHERE OLD."account_id" = "accounts"."id" FOR NO KEY UPDATE;
    END IF;
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', 'on', true);
    UPDATE "accounts" SET "is_admin" = FALSE WHERE OLD."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE);
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', '', true);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', 'on', true);
    UPDATE "accounts" SET "is_admin" = TRUE WHERE NEW."account_id" = "accounts"."id" AND NOT ("accounts"."is_admin" IS NOT DISTINCT FROM TRUE);
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', '', true);
  END IF;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_ins_lock" BEFORE INSERT ON "admins" FOR EACH ROW WHEN (current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_complete"();
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_upd_lock" BEFORE UPDATE ON "admins" FOR EACH ROW WHEN (NOT (NEW."account_id" IS NOT DISTINCT FROM OLD."account_id") AND current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_complete"();
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_ins" AFTER INSERT ON "admins" FOR EACH ROW WHEN (current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_up"();
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_upd" AFTER UPDATE ON "admins" FOR EACH ROW WHEN (NOT (NEW."account_id" IS NOT DISTINCT FROM OLD."account_id") AND current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_up"();
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_del" AFTER DELETE ON "admins" FOR EACH ROW WHEN (current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_up"();
-- undo
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins_lock" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_upd_lock" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_upd" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_del" ON "admins";
DROP FUNCTION "xc_admins_to_table_accounts_admins_complete"();
DROP FUNCTION "xc_admins_to_table_accounts_admins_up"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"admins"') AND tgname IN ('xc_admins_to_table_accounts_admins_d_ins_lock', 'xc_admins_to_table_accounts_admins_d_upd_lock', 'xc_admins_to_table_accounts_admins_d_ins', 'xc_admins_to_table_accounts_admins_d_upd', 'xc_admins_to_table_accounts_admins_d_del');

-- ---- dual write of accounts to admins (table accounts)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_admins_to_table_accounts_admins_down"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_alike_0 boolean;
  xc_looks integer := 0;
  xc_found boolean;
  xc_since timestamptz := clock_timestamp();
  xc_timeout text := current_setting('lock_timeout');
  xc_left interval;
  xc_wait interval;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', 'on', true);
    DELETE FROM "admins" WHERE "admins"."account_id" = OLD."id";
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', '', true);
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NOT (NEW."id" IS NOT DISTINCT FROM OLD."id") THEN
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', 'on', true);
    UPDATE "admins" SET "account_id" = NEW."id" WHERE "admins"."account_id" = OLD."id";
    PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', '', true);
  END IF;
  LOOP
    IF xc_looks < 100 THEN
      SELECT (NEW."is_admin" IS NOT DISTINCT FROM TRUE) INTO xc_alike_0 FROM "admins" WHERE "admins"."account_id" = NEW."id" AND NOT CASE WHEN "admins".xmax = 0 OR "admins".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "admins".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "admins".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "admins".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "admins".xmax) END
        FOR NO KEY UPDATE SKIP LOCKED;
      xc_found := FOUND;
    ELSE
      xc_left := nullif(xc_timeout::interval, interval '0') - (clock_timestamp() - xc_since);
      xc_wait := least(xc_left, CASE WHEN clock_timestamp() - xc_since < interval '30 s' THEN current_setting('deadlock_timeout')::interval / 4 END);
      BEGIN
        PERFORM set_config('lock_timeout', (CASE WHEN xc_wait IS NULL THEN 0 ELSE greatest(1, ceil(1000 * extract(epoch FROM xc_wait))) END)::text, true);
        SELECT (NEW."is_admin" IS NOT DISTINCT FROM TRUE) INTO xc_alike_0 FROM "admins" WHERE "admins"."account_id" = NEW."id" FOR NO KEY UPDATE;
        xc_found := FOUND;
        PERFORM set_config('lock_timeout', xc_timeout, true);
      EXCEPTION WHEN lock_not_available THEN
        IF xc_wait = xc_left THEN RAISE; END IF;
        xc_found := false;
      END;
    END IF;
    IF xc_found THEN
      IF NOT (NEW."is_admin" IS TRUE) THEN
        PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', 'on', true);
        DELETE FROM "admins" WHERE "admins"."account_id" = NEW."id";
        PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', '', true);
      ELSIF NOT (xc_alike_0) THEN
      END IF;
      EXIT;
    END IF;
    PERFORM FROM "admins" WHERE "admins"."account_id" = NEW."id";
    IF NOT FOUND THEN
      IF (NEW."is_admin" IS TRUE) THEN
        PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', 'on', true);
        INSERT INTO "admins" ("account_id") VALUES (NEW."id") ON CONFLICT ("account_id") DO NOTHING;
        PERFORM set_config('xc.xc_admins_to_table_accounts_admins_writes', '', true);
      END IF;
      EXIT;
    END IF;
    -- Its holder waits for this transaction, and will complete the row itself.
    EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(concat_ws(',', 'xc_admins_to_table_accounts_admins_waits', NEW."id"::text), 0));
    xc_looks := xc_looks + 1;
    PERFORM pg_sleep(0.002);
  END LOOP;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_m_ins" AFTER INSERT ON "accounts" FOR EACH ROW WHEN ((NEW."is_admin" IS TRUE) AND current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_down"();
CREATE TRIGGER "xc_admins_to_table_accounts_admins_m_upd" AFTER UPDATE ON "accounts" FOR EACH ROW WHEN (NOT (NEW."is_admin" IS NOT DISTINCT FROM OLD."is_admin" AND NEW."id" IS NOT DISTINCT FROM OLD."id") AND current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_down"();
CREATE TRIGGER "xc_admins_to_table_accounts_admins_m_del" BEFORE DELETE ON "accounts" FOR EACH ROW WHEN (current_setting('xc.xc_admins_to_table_accounts_admins_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_admins_to_table_accounts_admins_down"();
-- undo
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_ins" ON "accounts";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_upd" ON "accounts";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_del" ON "accounts";
DROP FUNCTION "xc_admins_to_table_accounts_admins_down"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"accounts"') AND tgname IN ('xc_admins_to_table_accounts_admins_m_ins', 'xc_admins_to_table_accounts_admins_m_upd', 'xc_admins_to_table_accounts_admins_m_del');


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (CASE WHEN "admins"."account_id" IS NULL THEN (NOT ("accounts"."is_admin" IS TRUE)) ELSE ("accounts"."is_admin" IS NOT DISTINCT FROM TRUE) END)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"accounts"');
-- lowest
SELECT "accounts"."id"::text FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT "accounts"."id"::text FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT "accounts"."id"::text FROM "accounts" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- fill
INSERT INTO "admins" ("account_id") SELECT "accounts"."id" FROM "accounts" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint AND ("accounts"."is_admin" IS TRUE) AND NOT EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = "accounts"."id") FOR NO KEY UPDATE ON CONFLICT ("account_id") DO NOTHING;
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "admins"."account_id" IS NULL THEN (NOT ("accounts"."is_admin" IS TRUE)) ELSE ("accounts"."is_admin" IS NOT DISTINCT FROM TRUE) END) THEN 1 END) FROM "accounts" LEFT JOIN "admins" ON "admins"."account_id" = "accounts"."id" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint;
-- examine
SELECT "accounts"."id"::text FROM "accounts" LEFT JOIN "admins" ON "admins"."account_id" = "accounts"."id" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint AND NOT (CASE WHEN "admins"."account_id" IS NULL THEN (NOT ("accounts"."is_admin" IS TRUE)) ELSE ("accounts"."is_admin" IS NOT DISTINCT FROM TRUE) END) ORDER BY "accounts"."id" LIMIT $3;
-- not null: 

-- ---- backfill admins, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("accounts"."id" IS NOT NULL)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"admins"');
-- lowest
SELECT "admins"."account_id"::text FROM "admins" ORDER BY "admins"."account_id" LIMIT 1;
-- highest
SELECT "admins"."account_id"::text FROM "admins" ORDER BY "admins"."account_id" DESC LIMIT 1;
-- cut
SELECT "admins"."account_id"::text FROM "admins" WHERE "admins"."account_id" >= $1::text::bigint AND "admins"."account_id" <= $2::text::bigint ORDER BY "admins"."account_id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT "admins"."account_id"::text FROM "admins" LEFT JOIN "accounts" ON "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE) WHERE "admins"."account_id" >= $1::text::bigint AND "admins"."account_id" <= $2::text::bigint AND "accounts"."id" IS NULL;
-- mend it
DELETE FROM "admins" WHERE "admins"."account_id" >= $1::text::bigint AND "admins"."account_id" <= $2::text::bigint AND NOT EXISTS (SELECT 1 FROM "accounts" WHERE "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("accounts"."id" IS NOT NULL) THEN 1 END) FROM "admins" LEFT JOIN "accounts" ON "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE) WHERE "admins"."account_id" >= $1::text::bigint AND "admins"."account_id" <= $2::text::bigint;
-- examine
SELECT "admins"."account_id"::text FROM "admins" LEFT JOIN "accounts" ON "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE) WHERE "admins"."account_id" >= $1::text::bigint AND "admins"."account_id" <= $2::text::bigint AND NOT ("accounts"."id" IS NOT NULL) ORDER BY "admins"."account_id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of admins to accounts (table admins)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on admins are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins_lock" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_upd_lock" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_upd" ON "admins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_del" ON "admins";
DROP FUNCTION "xc_admins_to_table_accounts_admins_complete"();
DROP FUNCTION "xc_admins_to_table_accounts_admins_up"();
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"admins"') AND tgname IN ('xc_admins_to_table_accounts_admins_d_ins_lock', 'xc_admins_to_table_accounts_admins_d_upd_lock', 'xc_admins_to_table_accounts_admins_d_ins', 'xc_admins_to_table_accounts_admins_d_upd', 'xc_admins_to_table_accounts_admins_d_del')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- end dual write of accounts to admins (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_ins" ON "accounts";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_upd" ON "accounts";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_del" ON "accounts";
DROP FUNCTION "xc_admins_to_table_accounts_admins_down"();
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"accounts"') AND tgname IN ('xc_admins_to_table_accounts_admins_m_ins', 'xc_admins_to_table_accounts_admins_m_upd', 'xc_admins_to_table_accounts_admins_m_del')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column accounts.is_admin (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: accounts.is_admin is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "accounts" DROP COLUMN "is_admin";
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('is_admin') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;
