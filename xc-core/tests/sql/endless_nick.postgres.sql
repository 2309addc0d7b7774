-- endless_nick on PostgreSQL
--
-- requires create_members at expand or later: it makes table `members` (at create_members.rs:6:22), which is changed at endless_nick.rs:10:9
--
-- expects table members, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   email character varying(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add column members.nick (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table members has one of the columns nick already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "members" ADD COLUMN "nick" character varying(100);
-- undo
ALTER TABLE "members" DROP COLUMN "nick";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('nick') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of members (table members)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_endless_nick_members_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."nick" IS NULL) THEN
      NEW."nick" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := coalesce(NEW."nick", '');
    END IF;
  ELSIF (NEW."nick" COLLATE "C" IS NOT DISTINCT FROM OLD."nick") THEN
    IF NOT ((NEW."nick" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."nick", ''))) THEN
      NEW."nick" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT ((NEW."nick" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."nick", ''))) THEN
      NEW."name" := coalesce(NEW."nick", '');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_endless_nick_members_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_endless_nick_members_sync"();
CREATE TRIGGER "xc_endless_nick_members_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."nick" COLLATE "C" IS NOT DISTINCT FROM OLD."nick")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_endless_nick_members_sync"();
-- undo
DROP TRIGGER "xc_endless_nick_members_ins" ON "members";
DROP TRIGGER "xc_endless_nick_members_upd" ON "members";
DROP FUNCTION "xc_endless_nick_members_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"members"') AND tgname IN ('xc_endless_nick_members_ins', 'xc_endless_nick_members_upd');


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (("nick" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("nick", '')))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"members"');
-- lowest
SELECT "id"::text FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "members" SET "nick" = "name" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("nick" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("nick", '')));
-- the other way round
UPDATE "members" SET "name" = coalesce("nick", '') WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("nick" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("nick", '')));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("members".*) AS size, COALESCE(pg_column_size("name") - 3 - COALESCE(pg_column_size("nick"), 0), 0) AS growth FROM "members" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "members" ORDER BY "members"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"members"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "members" SET "nick" = "name" WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT (("nick" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("nick", '')));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"members"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"members"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("nick" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("nick", ''))) THEN 1 END) FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("name")::text, ("nick")::text, ("name")::text, (coalesce("nick", ''))::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("nick" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("nick", ''))) ORDER BY "members"."id" LIMIT $3;
-- not null: 
