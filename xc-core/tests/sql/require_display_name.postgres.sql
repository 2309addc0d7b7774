-- require_display_name on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at require_display_name.rs:8:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   nickname character varying(50) null
--   email character varying(255) null
--   age integer null
--   score integer not null
--   seen_at timestamp without time zone not null


-- ======== expand ========

-- ---- add column users.display_name (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table users has one of the columns display_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "display_name" character varying(100) NOT NULL DEFAULT '';
-- undo
ALTER TABLE "users" DROP COLUMN "display_name";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('display_name') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of users (table users)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_require_display_name_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ((NEW."display_name" IS NULL OR NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM '')) THEN
      NEW."display_name" := CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END;
    ELSIF (NEW."nickname" IS NULL) THEN
      NEW."nickname" := CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END;
    END IF;
  ELSIF (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM OLD."display_name") THEN
    IF NOT ((NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END)) THEN
      NEW."display_name" := CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END;
    END IF;
  ELSIF (NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM OLD."nickname" AND NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."age" IS NOT DISTINCT FROM OLD."age") THEN
    IF NOT ((NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END)) THEN
      NEW."nickname" := CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_display_name_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_display_name_users_sync"();
CREATE TRIGGER "xc_require_display_name_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (NOT ((NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM OLD."nickname" AND NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."age" IS NOT DISTINCT FROM OLD."age") AND (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM OLD."display_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_display_name_users_sync"();
-- undo
DROP TRIGGER "xc_require_display_name_users_ins" ON "users";
DROP TRIGGER "xc_require_display_name_users_upd" ON "users";
DROP FUNCTION "xc_require_display_name_users_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"users"') AND tgname IN ('xc_require_display_name_users_ins', 'xc_require_display_name_users_upd');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (("nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"users"');
-- lowest
SELECT "id"::text FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "display_name" = CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END));
-- the other way round
UPDATE "users" SET "nickname" = CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("users".*) AS size, COALESCE(pg_column_size(CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END) - 3 - COALESCE(pg_column_size("display_name"), 0), 0) AS growth FROM "users" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "users" ORDER BY "users"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"users"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "users" SET "display_name" = CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT (("nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"users"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"users"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)) THEN 1 END) FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("nickname")::text, ("name")::text, ("age")::text, ("display_name")::text, (CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)::text, (CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END)::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("nickname" COLLATE "C" <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)) ORDER BY "users"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- drop column users.nickname (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Dropping
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_require_display_name_users_ins" ON "users";
DROP TRIGGER "xc_require_display_name_users_upd" ON "users";
DROP FUNCTION "xc_require_display_name_users_sync"();
ALTER TABLE "users" DROP COLUMN "nickname";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('nickname') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column users.nickname (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Retiring
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_require_display_name_users_ins" ON "users";
DROP TRIGGER "xc_require_display_name_users_upd" ON "users";
DROP FUNCTION "xc_require_display_name_users_sync"();
ALTER TABLE "users" RENAME COLUMN "nickname" TO "xc_retired_require_display_name_nickname";
ALTER TABLE "users" ADD COLUMN "xc_unfit_require_display_name" text;
CREATE FUNCTION "xc_require_display_name_users_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_require_display_name" IS NULL AND ((NEW."xc_retired_require_display_name_nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."xc_retired_require_display_name_nickname" COLLATE "C" <> '') THEN coalesce(NEW."xc_retired_require_display_name_nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END)) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_require_display_name" := NULL;
    NEW."xc_retired_require_display_name_nickname" := CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_require_display_name_nickname" := NULL;
    NEW."xc_unfit_require_display_name" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_display_name_users_keep_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_display_name_users_keep"();
CREATE TRIGGER "xc_require_display_name_users_keep_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (NOT (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM OLD."display_name") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_display_name_users_keep"();
-- undo
DROP TRIGGER "xc_require_display_name_users_keep_ins" ON "users";
DROP TRIGGER "xc_require_display_name_users_keep_upd" ON "users";
DROP FUNCTION "xc_require_display_name_users_keep"();
ALTER TABLE "users" DROP COLUMN "xc_unfit_require_display_name";
ALTER TABLE "users" RENAME COLUMN "xc_retired_require_display_name_nickname" TO "nickname";
CREATE FUNCTION "xc_require_display_name_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ((NEW."display_name" IS NULL OR NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM '')) THEN
      NEW."display_name" := CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END;
    ELSIF (NEW."nickname" IS NULL) THEN
      NEW."nickname" := CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END;
    END IF;
  ELSIF (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM OLD."display_name") THEN
    IF NOT ((NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END)) THEN
      NEW."display_name" := CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END;
    END IF;
  ELSIF (NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM OLD."nickname" AND NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."age" IS NOT DISTINCT FROM OLD."age") THEN
    IF NOT ((NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."nickname" COLLATE "C" <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END)) THEN
      NEW."nickname" := CASE WHEN NEW."display_name" COLLATE "C" = '' THEN NULL ELSE NEW."display_name" END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_display_name_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_display_name_users_sync"();
CREATE TRIGGER "xc_require_display_name_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (NOT ((NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM OLD."nickname" AND NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."age" IS NOT DISTINCT FROM OLD."age") AND (NEW."display_name" COLLATE "C" IS NOT DISTINCT FROM OLD."display_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_display_name_users_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('nickname') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that users.nickname can't hold (table users)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of users since contract, users.nickname can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "users" WHERE "xc_unfit_require_display_name" IS NOT NULL;
-- which
SELECT concat_ws(', ', "id"::text, "xc_unfit_require_display_name"::text) FROM "users" WHERE "xc_unfit_require_display_name" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column users.nickname, which was retired (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
DROP TRIGGER "xc_require_display_name_users_keep_ins" ON "users";
DROP TRIGGER "xc_require_display_name_users_keep_upd" ON "users";
DROP FUNCTION "xc_require_display_name_users_keep"();
ALTER TABLE "users" DROP COLUMN "xc_retired_require_display_name_nickname", DROP COLUMN "xc_unfit_require_display_name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('xc_retired_require_display_name_nickname') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of users: nickname as xc_retired_require_display_name_nickname
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;

-- ---- backfill users, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_require_display_name" IS NOT NULL OR (("xc_retired_require_display_name_nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE "C" <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"users"');
-- lowest
SELECT "id"::text FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "users" SET "xc_retired_require_display_name_nickname" = CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_require_display_name" IS NOT NULL OR (("xc_retired_require_display_name_nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE "C" <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)));
-- mark what can't be
UPDATE "users" SET "xc_unfit_require_display_name" = 'the mapping fails on what the row holds' WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_require_display_name" IS NOT NULL OR (("xc_retired_require_display_name_nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE "C" <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_require_display_name" IS NOT NULL OR (("xc_retired_require_display_name_nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE "C" <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END))) THEN 1 END) FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("xc_retired_require_display_name_nickname")::text, ("name")::text, ("age")::text, ("display_name")::text, (CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE "C" <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)::text, (CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END)::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_require_display_name" IS NOT NULL OR (("xc_retired_require_display_name_nickname" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN "display_name" COLLATE "C" = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE "C" <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END))) ORDER BY "users"."id" LIMIT $3;
-- not null: 
