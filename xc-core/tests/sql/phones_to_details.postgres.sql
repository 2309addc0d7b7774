-- phones_to_details on PostgreSQL
--
-- requires create_accounts at expand or later: it makes table `details` (at create_accounts.rs:10:22), which is changed at phones_to_details.rs:10:9
--
-- expects table accounts, key (id), perhaps more
--   id bigint not null
--   is_admin boolean not null
--   phone character varying(30) null
--
-- expects table details, key (account_id), perhaps more
--   account_id bigint not null
--   avatar character varying(100) null


-- ======== expand ========

-- ---- add column details.phone (table details)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table details has one of the columns phone already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "details" ADD COLUMN "phone" character varying(30);
-- undo
ALTER TABLE "details" DROP COLUMN "phone";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"details"') AND attname IN ('phone') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of details to accounts (table details)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table details has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_phones_to_details_accounts_details_complete"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  -- An upsert of a row that is there locks that row first, as any UPDATE of it does.
  IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM "details" WHERE "details"."account_id" = NEW."account_id") THEN
    RETURN NEW;
  END IF;
  SELECT "accounts"."phone", "accounts"."id" INTO xc_main FROM "accounts" WHERE NEW."account_id" = "accounts"."id" AND NOT CASE WHEN "accounts".xmax = 0 OR "accounts".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "accounts".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "accounts".xmax) END
    FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    PERFORM pg_try_advisory_xact_lock_shared(hashtextextended(concat_ws(',', 'xc_phones_to_details_accounts_details_waits', NEW."account_id"::text), 0));
    SELECT "accounts"."phone", "accounts"."id" INTO xc_main FROM "accounts" WHERE NEW."account_id" = "accounts"."id" FOR NO KEY UPDATE;
  END IF;
  IF NOT FOUND THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    -- A row that is not filled yet. One that is there becomes an UPDATE (ON CONFLICT), which says for itself what it changes.
    IF NOT (xc_main."phone" IS NULL) AND NOT EXISTS (SELECT FROM "details" WHERE "details"."account_id" = NEW."account_id") THEN
      IF NEW."phone" IS NULL THEN NEW."phone" := xc_main."phone"; END IF;
    END IF;
  ELSIF (NEW."account_id" IS NOT DISTINCT FROM OLD."account_id") THEN
    IF NOT ((OLD."phone" COLLATE "C" IS NOT DISTINCT FROM xc_main."phone") OR (xc_main."phone" COLLATE "C" IS NOT DISTINCT FROM OLD."phone")) THEN
      IF (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM OLD."phone") THEN NEW."phone" := xc_main."phone"; END IF;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE FUNCTION "xc_phones_to_details_accounts_details_up"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
DECLARE
  xc_main record;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', 'on', true);
    UPDATE "accounts" SET "phone" = NEW."phone" WHERE NEW."account_id" = "accounts"."id" AND NOT ((NEW."phone" COLLATE "C" IS NOT DISTINCT FROM "accounts"."phone") OR ("accounts"."phone" COLLATE "C" IS NOT DISTINCT FROM NEW."phone"));
    PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', '', true);
  END IF;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_phones_to_details_accounts_details_d_ins_lock" BEFORE INSERT ON "details" FOR EACH ROW WHEN (current_setting('xc.xc_phones_to_details_accounts_details_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_to_details_accounts_details_complete"();
CREATE TRIGGER "xc_phones_to_details_accounts_details_d_upd_lock" BEFORE UPDATE ON "details" FOR EACH ROW WHEN (NOT (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM OLD."phone" AND NEW."account_id" IS NOT DISTINCT FROM OLD."account_id") AND current_setting('xc.xc_phones_to_details_accounts_details_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_to_details_accounts_details_complete"();
CREATE TRIGGER "xc_phones_to_details_accounts_details_d_ins" AFTER INSERT ON "details" FOR EACH ROW WHEN (current_setting('xc.xc_phones_to_details_accounts_details_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_to_details_accounts_details_up"();
CREATE TRIGGER "xc_phones_to_details_accounts_details_d_upd" AFTER UPDATE ON "details" FOR EACH ROW WHEN (NOT (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM OLD."phone" AND NEW."account_id" IS NOT DISTINCT FROM OLD."account_id") AND current_setting('xc.xc_phones_to_details_accounts_details_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_to_details_accounts_details_up"();
-- undo
DROP TRIGGER "xc_phones_to_details_accounts_details_d_ins_lock" ON "details";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_upd_lock" ON "details";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_ins" ON "details";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_upd" ON "details";
DROP FUNCTION "xc_phones_to_details_accounts_details_complete"();
DROP FUNCTION "xc_phones_to_details_accounts_details_up"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"details"') AND tgname IN ('xc_phones_to_details_accounts_details_d_ins_lock', 'xc_phones_to_details_accounts_details_d_upd_lock', 'xc_phones_to_details_accounts_details_d_ins', 'xc_phones_to_details_accounts_details_d_upd');

-- ---- dual write of accounts to details (table accounts)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_phones_to_details_accounts_details_down"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $xc$
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
    PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', 'on', true);
    DELETE FROM "details" WHERE "details"."account_id" = OLD."id";
    PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', '', true);
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NOT (NEW."id" IS NOT DISTINCT FROM OLD."id") THEN
    -- The application does that itself.
  END IF;
  LOOP
    IF xc_looks < 100 THEN
      SELECT (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM NEW."phone") OR (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone")) INTO xc_alike_0 FROM "details" WHERE "details"."account_id" = NEW."id" AND NOT CASE WHEN "details".xmax = 0 OR "details".xmax = pg_current_xact_id_if_assigned()::xid OR ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "details".xmax::text::bigint) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000 THEN false WHEN ((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "details".xmax::text::bigint) < pg_snapshot_xmax(pg_current_snapshot())::text::bigint AND coalesce(pg_xact_status(((pg_snapshot_xmax(pg_current_snapshot())::text::bigint >> 32 << 32) + "details".xmax::text::bigint)::text::xid8), '') <> 'in progress' THEN false ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = "details".xmax) END
        FOR NO KEY UPDATE SKIP LOCKED;
      xc_found := FOUND;
    ELSE
      xc_left := nullif(xc_timeout::interval, interval '0') - (clock_timestamp() - xc_since);
      xc_wait := least(xc_left, CASE WHEN clock_timestamp() - xc_since < interval '30 s' THEN current_setting('deadlock_timeout')::interval / 4 END);
      BEGIN
        PERFORM set_config('lock_timeout', (CASE WHEN xc_wait IS NULL THEN 0 ELSE greatest(1, ceil(1000 * extract(epoch FROM xc_wait))) END)::text, true);
        SELECT (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM NEW."phone") OR (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone")) INTO xc_alike_0 FROM "details" WHERE "details"."account_id" = NEW."id" FOR NO KEY UPDATE;
        xc_found := FOUND;
        PERFORM set_config('lock_timeout', xc_timeout, true);
      EXCEPTION WHEN lock_not_available THEN
        IF xc_wait = xc_left THEN RAISE; END IF;
        xc_found := false;
      END;
    END IF;
    IF xc_found THEN
      IF NOT (xc_alike_0) THEN
        PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', 'on', true);
        UPDATE "details" SET "phone" = NEW."phone" WHERE "details"."account_id" = NEW."id";
        PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', '', true);
      END IF;
      EXIT;
    END IF;
    PERFORM FROM "details" WHERE "details"."account_id" = NEW."id";
    IF NOT FOUND THEN
      IF FALSE THEN
        PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', 'on', true);
        INSERT INTO "details" ("account_id", "phone") VALUES (NEW."id", NEW."phone") ON CONFLICT ("account_id") DO UPDATE SET "phone" = EXCLUDED."phone" WHERE NOT (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM NEW."phone") OR (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone"));
        PERFORM set_config('xc.xc_phones_to_details_accounts_details_writes', '', true);
      END IF;
      EXIT;
    END IF;
    -- Its holder waits for this transaction, and will complete the row itself.
    EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(concat_ws(',', 'xc_phones_to_details_accounts_details_waits', NEW."id"::text), 0));
    xc_looks := xc_looks + 1;
    PERFORM pg_sleep(0.002);
  END LOOP;
  RETURN NULL;
END
$xc$;
CREATE TRIGGER "xc_phones_to_details_accounts_details_m_ins" AFTER INSERT ON "accounts" FOR EACH ROW WHEN (NOT (NEW."phone" IS NULL) AND current_setting('xc.xc_phones_to_details_accounts_details_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_to_details_accounts_details_down"();
CREATE TRIGGER "xc_phones_to_details_accounts_details_m_upd" AFTER UPDATE ON "accounts" FOR EACH ROW WHEN (NOT (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM OLD."phone" AND NEW."id" IS NOT DISTINCT FROM OLD."id") AND current_setting('xc.xc_phones_to_details_accounts_details_writes', true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_to_details_accounts_details_down"();
-- undo
DROP TRIGGER "xc_phones_to_details_accounts_details_m_ins" ON "accounts";
DROP TRIGGER "xc_phones_to_details_accounts_details_m_upd" ON "accounts";
DROP FUNCTION "xc_phones_to_details_accounts_details_down"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"accounts"') AND tgname IN ('xc_phones_to_details_accounts_details_m_ins', 'xc_phones_to_details_accounts_details_m_upd');


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (CASE WHEN "details"."account_id" IS NULL THEN ("accounts"."phone" IS NULL) ELSE (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM "accounts"."phone") OR ("accounts"."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone")) END)
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"accounts"');
-- lowest
SELECT "accounts"."id"::text FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT "accounts"."id"::text FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT "accounts"."id"::text FROM "accounts" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT "accounts"."id"::text FROM "accounts" JOIN "details" ON "details"."account_id" = "accounts"."id" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint AND NOT (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM "accounts"."phone") OR ("accounts"."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone"));
-- lock it
SELECT 1 FROM "accounts" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint FOR NO KEY UPDATE;
-- lock it
SELECT 1 FROM "details" WHERE "details"."account_id" >= $1::text::bigint AND "details"."account_id" <= $2::text::bigint FOR NO KEY UPDATE NOWAIT;
-- mend it
UPDATE "details" SET "phone" = "accounts"."phone" FROM "accounts" WHERE "details"."account_id" = "accounts"."id" AND "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint AND NOT (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM "accounts"."phone") OR ("accounts"."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "details"."account_id" IS NULL THEN ("accounts"."phone" IS NULL) ELSE (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM "accounts"."phone") OR ("accounts"."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone")) END) THEN 1 END) FROM "accounts" LEFT JOIN "details" ON "details"."account_id" = "accounts"."id" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint;
-- examine
SELECT "accounts"."id"::text FROM "accounts" LEFT JOIN "details" ON "details"."account_id" = "accounts"."id" WHERE "accounts"."id" >= $1::text::bigint AND "accounts"."id" <= $2::text::bigint AND NOT (CASE WHEN "details"."account_id" IS NULL THEN ("accounts"."phone" IS NULL) ELSE (("details"."phone" COLLATE "C" IS NOT DISTINCT FROM "accounts"."phone") OR ("accounts"."phone" COLLATE "C" IS NOT DISTINCT FROM "details"."phone")) END) ORDER BY "accounts"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of details to accounts (table details)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on details are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_phones_to_details_accounts_details_d_ins_lock" ON "details";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_upd_lock" ON "details";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_ins" ON "details";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_upd" ON "details";
DROP FUNCTION "xc_phones_to_details_accounts_details_complete"();
DROP FUNCTION "xc_phones_to_details_accounts_details_up"();
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"details"') AND tgname IN ('xc_phones_to_details_accounts_details_d_ins_lock', 'xc_phones_to_details_accounts_details_d_upd_lock', 'xc_phones_to_details_accounts_details_d_ins', 'xc_phones_to_details_accounts_details_d_upd')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- end dual write of accounts to details (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_phones_to_details_accounts_details_m_ins" ON "accounts";
DROP TRIGGER "xc_phones_to_details_accounts_details_m_upd" ON "accounts";
DROP FUNCTION "xc_phones_to_details_accounts_details_down"();
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"accounts"') AND tgname IN ('xc_phones_to_details_accounts_details_m_ins', 'xc_phones_to_details_accounts_details_m_upd')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column accounts.phone (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: accounts.phone is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "accounts" DROP COLUMN "phone";
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('phone') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;
