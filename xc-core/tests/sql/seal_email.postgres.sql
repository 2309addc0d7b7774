-- seal_email on PostgreSQL
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at seal_email.rs:8:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   email character varying(255) null
--   created_at timestamp(0) without time zone not null


-- ======== expand ========

-- ---- add column users.sealed (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table users has one of the columns sealed already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "sealed" character varying(288);
-- undo
ALTER TABLE "users" DROP COLUMN "sealed";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('sealed') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of users (table users)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_seal_email_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."sealed" IS NULL) THEN
      NEW."sealed" := (encode(uuid_send(gen_random_uuid()), 'hex') || ':' || NEW."email");
    ELSIF (NEW."email" IS NULL) THEN
      NEW."email" := substr(NEW."sealed", 34, 255);
    END IF;
  ELSIF (NEW."sealed" COLLATE "C" IS NOT DISTINCT FROM OLD."sealed") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."sealed", 34, 255)) THEN
      NEW."sealed" := (encode(uuid_send(gen_random_uuid()), 'hex') || ':' || NEW."email");
    END IF;
  ELSIF (NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."sealed", 34, 255)) THEN
      NEW."email" := substr(NEW."sealed", 34, 255);
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_seal_email_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_seal_email_users_sync"();
CREATE TRIGGER "xc_seal_email_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (NOT ((NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") AND (NEW."sealed" COLLATE "C" IS NOT DISTINCT FROM OLD."sealed")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_seal_email_users_sync"();
-- undo
DROP TRIGGER "xc_seal_email_users_ins" ON "users";
DROP TRIGGER "xc_seal_email_users_upd" ON "users";
DROP FUNCTION "xc_seal_email_users_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"users"') AND tgname IN ('xc_seal_email_users_ins', 'xc_seal_email_users_upd');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("email" COLLATE "C" IS NOT DISTINCT FROM substr("sealed", 34, 255))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"users"');
-- lowest
SELECT "id"::text FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "sealed" = (encode(uuid_send(gen_random_uuid()), 'hex') || ':' || "email") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("email" COLLATE "C" IS NOT DISTINCT FROM substr("sealed", 34, 255));
-- the other way round
UPDATE "users" SET "email" = substr("sealed", 34, 255) WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("email" COLLATE "C" IS NOT DISTINCT FROM substr("sealed", 34, 255));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("users".*) AS size, COALESCE(pg_column_size((encode(uuid_send(gen_random_uuid()), 'hex') || ':' || "email")) - 3 - COALESCE(pg_column_size("sealed"), 0), 0) AS growth FROM "users" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "users" ORDER BY "users"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"users"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "users" SET "sealed" = (encode(uuid_send(gen_random_uuid()), 'hex') || ':' || "email") WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("email" COLLATE "C" IS NOT DISTINCT FROM substr("sealed", 34, 255));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"users"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"users"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("email" COLLATE "C" IS NOT DISTINCT FROM substr("sealed", 34, 255)) THEN 1 END) FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("email")::text, ("sealed")::text, ((encode(uuid_send(gen_random_uuid()), 'hex') || ':' || "email"))::text, (substr("sealed", 34, 255))::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("email" COLLATE "C" IS NOT DISTINCT FROM substr("sealed", 34, 255)) ORDER BY "users"."id" LIMIT $3;
-- not null: 
