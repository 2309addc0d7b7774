-- phones_in_e164 on PostgreSQL
--
-- requires create_contacts at expand or later: it makes table `contacts` (at create_contacts.rs:6:22), which is changed at phones_in_e164.rs:10:9
--
-- expects table contacts, key (id), perhaps more
--   id bigint not null
--   phone character varying(40) not null
--   country character varying(2) null
--   score integer not null


-- ======== expand ========

-- ---- add column contacts.phone_e164 (table contacts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table contacts has one of the columns phone_e164 already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "contacts" ADD COLUMN "phone_e164" character varying(20);
-- undo
ALTER TABLE "contacts" DROP COLUMN "phone_e164";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"contacts"') AND attname IN ('phone_e164') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- watch writes of contacts (table contacts)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table contacts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
ALTER TABLE "contacts" ALTER COLUMN "phone" SET DEFAULT '';
CREATE TABLE "xc_phones_in_e164_contacts_changes" ("id" bigint NOT NULL, xc_side VARCHAR(8) NOT NULL DEFAULT 'old', xc_version BIGINT NOT NULL DEFAULT 0, xc_error TEXT, PRIMARY KEY ("id"));
CREATE FUNCTION "xc_phones_in_e164_contacts_log"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $xc$
DECLARE
  xc_of text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    xc_of := CASE WHEN (NEW."phone_e164" IS NULL) THEN CASE WHEN (NEW."phone" IS NULL OR NEW."phone" COLLATE "C" IS NOT DISTINCT FROM '') THEN 'new' ELSE 'old' END WHEN (NEW."phone" IS NULL OR NEW."phone" COLLATE "C" IS NOT DISTINCT FROM '') THEN 'new' END;
    IF xc_of IS NOT NULL THEN
      INSERT INTO "xc_phones_in_e164_contacts_changes" ("id", xc_side, xc_version) SELECT NEW."id", xc_of, 1 WHERE TRUE ON CONFLICT ("id") DO UPDATE SET xc_side = excluded.xc_side, xc_version = "xc_phones_in_e164_contacts_changes".xc_version + 1, xc_error = NULL;
    END IF;
  ELSIF NOT (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM OLD."phone") THEN
    IF (NEW."phone_e164" COLLATE "C" IS NOT DISTINCT FROM OLD."phone_e164") THEN
      INSERT INTO "xc_phones_in_e164_contacts_changes" ("id", xc_side, xc_version) SELECT NEW."id", 'old', 1 WHERE TRUE ON CONFLICT ("id") DO UPDATE SET xc_side = excluded.xc_side, xc_version = "xc_phones_in_e164_contacts_changes".xc_version + 1, xc_error = NULL;
    ELSE
      DELETE FROM "xc_phones_in_e164_contacts_changes" WHERE "xc_phones_in_e164_contacts_changes"."id" = NEW."id" AND TRUE;
    END IF;
  ELSIF NOT (NEW."phone_e164" COLLATE "C" IS NOT DISTINCT FROM OLD."phone_e164") THEN
    INSERT INTO "xc_phones_in_e164_contacts_changes" ("id", xc_side, xc_version) SELECT NEW."id", 'new', 1 WHERE TRUE ON CONFLICT ("id") DO UPDATE SET xc_side = excluded.xc_side, xc_version = "xc_phones_in_e164_contacts_changes".xc_version + 1, xc_error = NULL;
  ELSIF NOT (NEW."country" COLLATE "C" IS NOT DISTINCT FROM OLD."country") AND NOT (NEW."phone_e164" IS NULL) THEN
    INSERT INTO "xc_phones_in_e164_contacts_changes" ("id", xc_side, xc_version) SELECT NEW."id", 'input', 1 WHERE TRUE ON CONFLICT ("id") DO UPDATE SET xc_side = CASE WHEN "xc_phones_in_e164_contacts_changes".xc_side IN ('old', 'new') THEN "xc_phones_in_e164_contacts_changes".xc_side ELSE 'input' END, xc_version = "xc_phones_in_e164_contacts_changes".xc_version + 1;
  END IF;
  RETURN NULL;
END
$xc$;
DO $xc$
BEGIN
  EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', 'xc_phones_in_e164_contacts_log', current_schema());
END
$xc$;
CREATE TRIGGER "xc_phones_in_e164_contacts_ins" AFTER INSERT ON "contacts" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_in_e164_contacts_log"();
CREATE TRIGGER "xc_phones_in_e164_contacts_upd" AFTER UPDATE ON "contacts" FOR EACH ROW WHEN ((NOT (NEW."phone" COLLATE "C" IS NOT DISTINCT FROM OLD."phone") OR NOT (NEW."phone_e164" COLLATE "C" IS NOT DISTINCT FROM OLD."phone_e164") OR NOT (NEW."country" COLLATE "C" IS NOT DISTINCT FROM OLD."country")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_phones_in_e164_contacts_log"();
-- undo
-- refused where this is above 0: rows of contacts were written in the new shape alone, and v1 would read what they held before: write their old columns too, or delete them from xc_phones_in_e164_contacts_changes if v1 may do without (shown: the keys)
SELECT COUNT(*) FROM "xc_phones_in_e164_contacts_changes" JOIN "contacts" ON "contacts"."id" = "xc_phones_in_e164_contacts_changes"."id" WHERE "xc_phones_in_e164_contacts_changes".xc_side = 'new';
-- which
SELECT concat_ws(', ', "xc_phones_in_e164_contacts_changes"."id"::text) FROM "xc_phones_in_e164_contacts_changes" JOIN "contacts" ON "contacts"."id" = "xc_phones_in_e164_contacts_changes"."id" WHERE "xc_phones_in_e164_contacts_changes".xc_side = 'new' LIMIT 10;
ALTER TABLE "contacts" ALTER COLUMN "phone" DROP DEFAULT;
DROP TRIGGER "xc_phones_in_e164_contacts_ins" ON "contacts";
DROP TRIGGER "xc_phones_in_e164_contacts_upd" ON "contacts";
DROP FUNCTION "xc_phones_in_e164_contacts_log"();
DROP TABLE "xc_phones_in_e164_contacts_changes";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"xc_phones_in_e164_contacts_changes"');


-- ======== migrate ========

-- ---- backfill contacts, 1 key columns
-- session
SET xc.session = 'backfill';
-- session
SET TIME ZONE 'UTC';
-- session
SET DateStyle = 'ISO';
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"contacts"');
-- lowest
SELECT "id"::text FROM "contacts" ORDER BY "contacts"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "contacts" ORDER BY "contacts"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "contacts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "contacts"."id" LIMIT 2 OFFSET $3;
-- verify
SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log."id" = "contacts"."id" AND xc_log.xc_side = 'old') THEN 1 END), COUNT(CASE WHEN "phone_e164" IS NULL AND NOT EXISTS (SELECT 1 FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log."id" = "contacts"."id" AND xc_log.xc_side = 'old') THEN 1 END) FROM "contacts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text FROM "contacts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND EXISTS (SELECT 1 FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log."id" = "contacts"."id" AND xc_log.xc_side = 'old') ORDER BY "contacts"."id" LIMIT $3;
-- by crate::normalise_phone, on error Stop: phone, country -> phone_e164 (at most 20 characters)
-- is the log there
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"xc_phones_in_e164_contacts_changes"');
-- the log's lowest key
SELECT xc_log."id"::text FROM "xc_phones_in_e164_contacts_changes" AS xc_log ORDER BY xc_log."id" LIMIT 1;
-- a page of the log
SELECT xc_log."id"::text, xc_log.xc_version::text, "contacts"."phone"::text, "contacts"."country"::text, "contacts"."phone_e164"::text, CASE WHEN "contacts"."id" IS NULL THEN NULL ELSE 1 END FROM "xc_phones_in_e164_contacts_changes" AS xc_log LEFT JOIN "contacts" ON "contacts"."id" = xc_log."id" WHERE xc_log."id" >= $1::text::bigint AND xc_log.xc_side = $2 ORDER BY xc_log."id" LIMIT $3;
-- rows behind
SELECT xc_log."id"::text, xc_log.xc_error FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log.xc_side = 'old' ORDER BY CASE WHEN xc_log.xc_error IS NULL THEN 1 ELSE 0 END, xc_log."id" LIMIT $1;
-- rows to fill
SELECT "id"::text, "contacts"."phone"::text, "contacts"."country"::text, "contacts"."phone_e164"::text FROM "contacts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND ("contacts"."phone_e164" IS NULL) AND NOT EXISTS (SELECT 1 FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log."id" = "contacts"."id") ORDER BY "contacts"."id";
-- rows to verify
SELECT "id"::text, "contacts"."phone"::text, "contacts"."country"::text, "contacts"."phone_e164"::text FROM "contacts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT EXISTS (SELECT 1 FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log."id" = "contacts"."id") ORDER BY "contacts"."id";
-- write
UPDATE "contacts" SET "phone_e164" = xc_row.n0 FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 2 AS s0, xc_json.v ->> 3 AS s1, xc_json.v ->> 4 AS o0, xc_json.v ->> 5 AS n0 FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row WHERE "contacts"."id" = xc_row.k0::bigint AND "contacts"."phone"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "contacts"."country"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 AND "contacts"."phone_e164"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.o0;
-- differ
SELECT "contacts"."id"::text FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS v, xc_json.v ->> 2 AS s0, xc_json.v ->> 3 AS s1, xc_json.v ->> 5 AS n0 FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row JOIN "contacts" ON "contacts"."id" = xc_row.k0::bigint WHERE "contacts"."phone"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "contacts"."country"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 AND NOT ("contacts"."phone_e164" COLLATE "C" IS NOT DISTINCT FROM xc_row.n0) AND ((xc_row.v IS NULL AND NOT EXISTS (SELECT 1 FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log."id" = "contacts"."id")) OR EXISTS (SELECT 1 FROM "xc_phones_in_e164_contacts_changes" AS xc_log WHERE xc_log."id" = "contacts"."id" AND xc_log.xc_version = xc_row.v::bigint)) ORDER BY "contacts"."id";
-- settle
DELETE FROM "xc_phones_in_e164_contacts_changes" AS xc_log USING (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS v, xc_json.v ->> 2 AS s0, xc_json.v ->> 3 AS s1, xc_json.v ->> 5 AS n0 FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row WHERE xc_log."id" = xc_row.k0::bigint AND xc_log.xc_version = xc_row.v::bigint AND (NOT EXISTS (SELECT 1 FROM "contacts" WHERE "contacts"."id" = xc_log."id") OR EXISTS (SELECT 1 FROM "contacts" WHERE "contacts"."id" = xc_log."id" AND "contacts"."phone"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "contacts"."country"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 AND ("contacts"."phone_e164" COLLATE "C" IS NOT DISTINCT FROM xc_row.n0)));
-- fail
UPDATE "xc_phones_in_e164_contacts_changes" AS xc_log SET xc_error = xc_row.e FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS v, xc_json.v ->> 6 AS e FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row WHERE xc_log."id" = xc_row.k0::bigint AND xc_log.xc_version = xc_row.v::bigint;
-- fail
INSERT INTO "xc_phones_in_e164_contacts_changes" ("id", xc_side, xc_version, xc_error) SELECT "contacts"."id", 'old', 1, xc_row.e FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS v, xc_json.v ->> 2 AS s0, xc_json.v ->> 3 AS s1, xc_json.v ->> 6 AS e FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row JOIN "contacts" ON "contacts"."id" = xc_row.k0::bigint WHERE xc_row.v IS NULL AND ("contacts"."phone_e164" IS NULL) AND "contacts"."phone"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "contacts"."country"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 ON CONFLICT DO NOTHING;
-- not null: phone_e164


-- ======== contract ========

-- ---- require values in contacts.phone_e164 (table contacts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table contacts has the constraints xc_nn_contacts_phone_e164 already: drop them
-- run
ALTER TABLE "contacts" ADD CONSTRAINT "xc_nn_contacts_phone_e164" CHECK ("phone_e164" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "contacts" DROP CONSTRAINT "xc_nn_contacts_phone_e164";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"contacts"') AND conname IN ('xc_nn_contacts_phone_e164');

-- ---- validate values in contacts.phone_e164 (table contacts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table contacts has the constraints xc_nn_contacts_phone_e164 already: drop them
-- run
ALTER TABLE "contacts" VALIDATE CONSTRAINT "xc_nn_contacts_phone_e164";
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of contacts are dropped at once
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"contacts"') AND conname IN ('xc_nn_contacts_phone_e164') AND convalidated;

-- ---- require values in contacts.phone_e164 (table contacts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table contacts has the constraints contacts_phone_e164_not_null already: drop them
-- run
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_phone_e164_not_null" NOT NULL "phone_e164" NOT VALID;
-- undo
ALTER TABLE "contacts" DROP CONSTRAINT "contacts_phone_e164_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"contacts"') AND conname IN ('contacts_phone_e164_not_null');

-- ---- validate values in contacts.phone_e164 (table contacts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table contacts has the constraints contacts_phone_e164_not_null already: drop them
-- run
ALTER TABLE "contacts" VALIDATE CONSTRAINT "contacts_phone_e164_not_null";
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of contacts are dropped at once
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"contacts"') AND conname IN ('contacts_phone_e164_not_null') AND convalidated;

-- ---- drop column contacts.phone (table contacts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: contacts.phone is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
LOCK TABLE "contacts" IN ACCESS EXCLUSIVE MODE;
DO $xc$
BEGIN
  IF (SELECT COUNT(*) FROM "xc_phones_in_e164_contacts_changes" JOIN "contacts" ON "contacts"."id" = "xc_phones_in_e164_contacts_changes"."id" WHERE "xc_phones_in_e164_contacts_changes".xc_side = 'old') > 0 THEN
    RAISE EXCEPTION USING MESSAGE = 'rows of contacts were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)';
  END IF;
END
$xc$;
DROP TRIGGER "xc_phones_in_e164_contacts_ins" ON "contacts";
DROP TRIGGER "xc_phones_in_e164_contacts_upd" ON "contacts";
DROP FUNCTION "xc_phones_in_e164_contacts_log"();
DROP TABLE "xc_phones_in_e164_contacts_changes";
ALTER TABLE "contacts" DROP COLUMN "phone";
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of contacts are dropped at once
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"contacts"') AND attname IN ('phone') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column contacts.phone (table contacts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: contacts.phone is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "contacts" ALTER COLUMN "phone_e164" SET NOT NULL;
ALTER TABLE "contacts" DROP CONSTRAINT "xc_nn_contacts_phone_e164";
LOCK TABLE "contacts" IN ACCESS EXCLUSIVE MODE;
DO $xc$
BEGIN
  IF (SELECT COUNT(*) FROM "xc_phones_in_e164_contacts_changes" JOIN "contacts" ON "contacts"."id" = "xc_phones_in_e164_contacts_changes"."id" WHERE "xc_phones_in_e164_contacts_changes".xc_side = 'old') > 0 THEN
    RAISE EXCEPTION USING MESSAGE = 'rows of contacts were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)';
  END IF;
END
$xc$;
DROP TRIGGER "xc_phones_in_e164_contacts_ins" ON "contacts";
DROP TRIGGER "xc_phones_in_e164_contacts_upd" ON "contacts";
DROP FUNCTION "xc_phones_in_e164_contacts_log"();
DROP TABLE "xc_phones_in_e164_contacts_changes";
ALTER TABLE "contacts" DROP COLUMN "phone";
-- undo
ALTER TABLE "contacts" ALTER COLUMN "phone_e164" DROP NOT NULL;
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"contacts"') AND attname IN ('phone') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;
