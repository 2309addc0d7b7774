-- rename_account on PostgreSQL
--
-- requires create_accounts_of_teams at expand or later: it makes table `accounts` (at create_accounts_of_teams.rs:6:22), which is changed at rename_account.rs:14:9
--
-- expects table accounts, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   mail character varying(200) not null
--   team bigint null
--   score integer not null
--   created timestamp with time zone not null


-- ======== expand ========

-- ---- add columns accounts.full_name, accounts.email, accounts.team_id, accounts.stars, accounts.joined (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table accounts has one of the columns full_name, email, team_id, stars, joined already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "accounts" ADD COLUMN "full_name" character varying(100), ADD COLUMN "email" character varying(200), ADD COLUMN "team_id" bigint, ADD COLUMN "stars" integer DEFAULT 0, ADD COLUMN "joined" timestamp with time zone;
-- undo
ALTER TABLE "accounts" DROP COLUMN "full_name", DROP COLUMN "email", DROP COLUMN "team_id", DROP COLUMN "stars", DROP COLUMN "joined";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('full_name', 'email', 'team_id', 'stars', 'joined') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of accounts (table accounts)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_rename_account_accounts_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."full_name" IS NULL) THEN
      NEW."full_name" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."full_name";
    END IF;
  ELSIF (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name") THEN
    IF NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."full_name" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."full_name";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."email" IS NULL) THEN
      NEW."email" := NEW."mail";
    ELSIF (NEW."mail" IS NULL) THEN
      NEW."mail" := NEW."email";
    END IF;
  ELSIF (NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."mail") THEN
      NEW."email" := NEW."mail";
    END IF;
  ELSIF (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."mail") THEN
      NEW."mail" := NEW."email";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."team_id" IS NULL) THEN
      NEW."team_id" := NEW."team";
    ELSIF (NEW."team" IS NULL) THEN
      NEW."team" := NEW."team_id";
    END IF;
  ELSIF (NEW."team_id" IS NOT DISTINCT FROM OLD."team_id") THEN
    IF NOT (NEW."team_id" IS NOT DISTINCT FROM NEW."team") THEN
      NEW."team_id" := NEW."team";
    END IF;
  ELSIF (NEW."team" IS NOT DISTINCT FROM OLD."team") THEN
    IF NOT (NEW."team_id" IS NOT DISTINCT FROM NEW."team") THEN
      NEW."team" := NEW."team_id";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stars" IS NOT DISTINCT FROM 0) THEN
      NEW."stars" := NEW."score";
    ELSIF ((NEW."score" IS NULL OR NEW."score" IS NOT DISTINCT FROM 0)) THEN
      NEW."score" := NEW."stars";
    END IF;
  ELSIF (NEW."stars" IS NOT DISTINCT FROM OLD."stars") THEN
    IF NOT (NEW."stars" IS NOT DISTINCT FROM NEW."score") THEN
      NEW."stars" := NEW."score";
    END IF;
  ELSIF (NEW."score" IS NOT DISTINCT FROM OLD."score") THEN
    IF NOT (NEW."stars" IS NOT DISTINCT FROM NEW."score") THEN
      NEW."score" := NEW."stars";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."joined" IS NULL) THEN
      NEW."joined" := NEW."created";
    ELSIF ((NEW."created" IS NULL OR NEW."created" IS NOT DISTINCT FROM CAST(CURRENT_TIMESTAMP AS timestamp with time zone))) THEN
      NEW."created" := NEW."joined";
    END IF;
  ELSIF (NEW."joined" IS NOT DISTINCT FROM OLD."joined") THEN
    IF NOT (NEW."joined" IS NOT DISTINCT FROM NEW."created") THEN
      NEW."joined" := NEW."created";
    END IF;
  ELSIF (NEW."created" IS NOT DISTINCT FROM OLD."created") THEN
    IF NOT (NEW."joined" IS NOT DISTINCT FROM NEW."created") THEN
      NEW."created" := NEW."joined";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_account_accounts_ins" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_sync"();
CREATE TRIGGER "xc_rename_account_accounts_upd" BEFORE UPDATE ON "accounts" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail" AND NEW."team" IS NOT DISTINCT FROM OLD."team" AND NEW."score" IS NOT DISTINCT FROM OLD."score" AND NEW."created" IS NOT DISTINCT FROM OLD."created") AND (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name" AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email" AND NEW."team_id" IS NOT DISTINCT FROM OLD."team_id" AND NEW."stars" IS NOT DISTINCT FROM OLD."stars" AND NEW."joined" IS NOT DISTINCT FROM OLD."joined")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_sync"();
-- undo
DROP TRIGGER "xc_rename_account_accounts_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"accounts"') AND tgname IN ('xc_rename_account_accounts_ins', 'xc_rename_account_accounts_upd');


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (("full_name" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "mail") AND ("team_id" IS NOT DISTINCT FROM "team") AND ("stars" IS NOT DISTINCT FROM "score") AND ("joined" IS NOT DISTINCT FROM "created"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"accounts"');
-- lowest
SELECT "id"::text FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "accounts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "accounts" SET "full_name" = "name", "email" = "mail", "team_id" = "team", "stars" = "score", "joined" = "created" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("full_name" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "mail") AND ("team_id" IS NOT DISTINCT FROM "team") AND ("stars" IS NOT DISTINCT FROM "score") AND ("joined" IS NOT DISTINCT FROM "created"));
-- the other way round
UPDATE "accounts" SET "name" = "full_name", "mail" = "email", "team" = "team_id", "score" = "stars", "created" = "joined" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("full_name" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "mail") AND ("team_id" IS NOT DISTINCT FROM "team") AND ("stars" IS NOT DISTINCT FROM "score") AND ("joined" IS NOT DISTINCT FROM "created"));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("accounts".*) AS size, COALESCE(pg_column_size("name") - 3 - COALESCE(pg_column_size("full_name"), 0), 0) + COALESCE(pg_column_size("mail") - 3 - COALESCE(pg_column_size("email"), 0), 0) + COALESCE(pg_column_size("team") - COALESCE(pg_column_size("team_id"), 0), 0) + COALESCE(pg_column_size("score") - COALESCE(pg_column_size("stars"), 0), 0) + COALESCE(pg_column_size("created") - COALESCE(pg_column_size("joined"), 0), 0) AS growth FROM "accounts" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "accounts" ORDER BY "accounts"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"accounts"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "accounts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "accounts"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "accounts" SET "full_name" = "name", "email" = "mail", "team_id" = "team", "stars" = "score", "joined" = "created" WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT (("full_name" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "mail") AND ("team_id" IS NOT DISTINCT FROM "team") AND ("stars" IS NOT DISTINCT FROM "score") AND ("joined" IS NOT DISTINCT FROM "created"));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"accounts"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"accounts"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("full_name" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "mail") AND ("team_id" IS NOT DISTINCT FROM "team") AND ("stars" IS NOT DISTINCT FROM "score") AND ("joined" IS NOT DISTINCT FROM "created")) THEN 1 END), COUNT(CASE WHEN "full_name" IS NULL THEN 1 END), COUNT(CASE WHEN "email" IS NULL THEN 1 END), COUNT(CASE WHEN "stars" IS NULL THEN 1 END), COUNT(CASE WHEN "joined" IS NULL THEN 1 END) FROM "accounts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("name")::text, ("mail")::text, ("team")::text, ("score")::text, ("created")::text, ("full_name")::text, ("email")::text, ("team_id")::text, ("stars")::text, ("joined")::text, ("name")::text, ("mail")::text, ("team")::text, ("score")::text, ("created")::text, ("full_name")::text, ("email")::text, ("team_id")::text, ("stars")::text, ("joined")::text FROM "accounts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("full_name" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "mail") AND ("team_id" IS NOT DISTINCT FROM "team") AND ("stars" IS NOT DISTINCT FROM "score") AND ("joined" IS NOT DISTINCT FROM "created")) ORDER BY "accounts"."id" LIMIT $3;
-- not null: full_name, email, stars, joined

-- ---- create index accounts_by_full_name on accounts (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table accounts has an index accounts_by_full_name already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_by_full_name"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_by_full_name";
CREATE INDEX CONCURRENTLY "accounts_by_full_name" ON "accounts" ("full_name", "id" DESC);
-- undo
DROP INDEX CONCURRENTLY "accounts_by_full_name";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_by_full_name"') AND indisvalid;

-- ---- create index accounts_team_id on accounts (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table accounts has an index accounts_team_id already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_team_id"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_team_id";
CREATE INDEX CONCURRENTLY "accounts_team_id" ON "accounts" ("team_id");
-- undo
DROP INDEX CONCURRENTLY "accounts_team_id";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_team_id"') AND indisvalid;

-- ---- create index accounts_email_key on accounts (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table accounts has an index accounts_email_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of accounts are alike in (email): make them differ, or delete what is there twice (shown: email, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT concat_ws(', ', "email"::text, COUNT(*)::text) FROM "accounts" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_email_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_email_key";
CREATE UNIQUE INDEX CONCURRENTLY "accounts_email_key" ON "accounts" ("email");
-- undo
DROP INDEX CONCURRENTLY "accounts_email_key";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_email_key"') AND indisvalid;

-- ---- create index accounts_team_id_full_name_key on accounts (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table accounts has an index accounts_team_id_full_name_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of accounts are alike in (team_id, full_name): make them differ, or delete what is there twice (shown: team_id, full_name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "team_id" IS NOT NULL AND "full_name" IS NOT NULL GROUP BY "team_id", "full_name" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT concat_ws(', ', "team_id"::text, "full_name"::text, COUNT(*)::text) FROM "accounts" WHERE "team_id" IS NOT NULL AND "full_name" IS NOT NULL GROUP BY "team_id", "full_name" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_team_id_full_name_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_team_id_full_name_key";
CREATE UNIQUE INDEX CONCURRENTLY "accounts_team_id_full_name_key" ON "accounts" ("team_id", "full_name");
-- undo
DROP INDEX CONCURRENTLY "accounts_team_id_full_name_key";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_team_id_full_name_key"') AND indisvalid;


-- ======== contract ========

-- ---- add unique (email) to accounts (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table accounts has unique (email) already, and xc has not added it: drop it, or declare it
-- run
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_email_key" UNIQUE USING INDEX "accounts_email_key";
-- undo
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_email_key";
ALTER INDEX "xc_accounts_email_key" RENAME TO "accounts_email_key";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['email']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place);

-- ---- way back to the index accounts_email_key on accounts (table accounts)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- outside a transaction
-- already: 
-- run: nothing
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_accounts_email_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "xc_accounts_email_key";
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "xc_accounts_email_key" ON "accounts" ("email");
-- probe
SELECT 0::bigint;

-- ---- add unique (team_id, full_name) to accounts (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table accounts has unique (team_id, full_name) already, and xc has not added it: drop it, or declare it
-- run
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_team_id_full_name_key" UNIQUE USING INDEX "accounts_team_id_full_name_key";
-- undo
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_team_id_full_name_key";
ALTER INDEX "xc_accounts_team_id_full_name_key" RENAME TO "accounts_team_id_full_name_key";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['team_id', 'full_name']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place);

-- ---- way back to the index accounts_team_id_full_name_key on accounts (table accounts)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- outside a transaction
-- already: 
-- run: nothing
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_accounts_team_id_full_name_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "xc_accounts_team_id_full_name_key";
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "xc_accounts_team_id_full_name_key" ON "accounts" ("team_id", "full_name");
-- probe
SELECT 0::bigint;

-- ---- add foreign key (team_id) references teams (id) to accounts (table accounts)
-- cost: SHARE ROW EXCLUSIVE on both tables for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE; on other tables: SHARE ROW EXCLUSIVE
-- already: table accounts has foreign key (team_id) references teams (id) already, and xc has not added it: drop it, or declare it
-- run
-- refused where this is above 0: rows of accounts refer by (team_id) to rows of teams that are not there: mend or delete them first (shown: team_id)
SELECT COUNT(*) FROM "accounts" AS child WHERE child."team_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team_id");
-- which
SELECT DISTINCT concat_ws(', ', child."team_id"::text) FROM "accounts" AS child WHERE child."team_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team_id") LIMIT 10;
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams" ("id") NOT VALID;
-- undo
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_team_id_fkey";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND conname IN ('accounts_team_id_fkey');

-- ---- validate foreign key (team_id) references teams (id) on accounts (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE; on other tables: ROW SHARE
-- already: table accounts has foreign key (team_id) references teams (id) already, and xc has not added it: drop it, or declare it
-- run
ALTER TABLE "accounts" VALIDATE CONSTRAINT "accounts_team_id_fkey";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND conname IN ('accounts_team_id_fkey') AND convalidated;

-- ---- set default current_timestamp of accounts.joined (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
ALTER TABLE "accounts" ALTER COLUMN "joined" SET DEFAULT CURRENT_TIMESTAMP;
-- undo
ALTER TABLE "accounts" ALTER COLUMN "joined" DROP DEFAULT;
-- probe
SELECT 0::bigint;

-- ---- drop unique (mail) of accounts (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: unique (mail) of accounts is gone already, and not by xc
-- run
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['mail']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"accounts"', found);
END
$xc$;
-- undo
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_mail_key" UNIQUE USING INDEX "accounts_mail_key";
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['mail']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place)) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- way back to unique (mail) of accounts (table accounts)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- outside a transaction
-- already: 
-- run: nothing
-- undo
-- refused where this is above 0: rows of accounts are alike in (mail): make them differ, or delete what is there twice (shown: mail, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "mail" IS NOT NULL GROUP BY "mail" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT concat_ws(', ', "mail"::text, COUNT(*)::text) FROM "accounts" WHERE "mail" IS NOT NULL GROUP BY "mail" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_mail_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_mail_key";
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "accounts_mail_key" ON "accounts" ("mail");
-- probe
SELECT 0::bigint;

-- ---- drop unique (team, name) of accounts (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: unique (team, name) of accounts is gone already, and not by xc
-- run
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['team', 'name']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"accounts"', found);
END
$xc$;
-- undo
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_team_name_key" UNIQUE USING INDEX "accounts_team_name_key";
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['team', 'name']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place)) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- way back to unique (team, name) of accounts (table accounts)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- outside a transaction
-- already: 
-- run: nothing
-- undo
-- refused where this is above 0: rows of accounts are alike in (team, name): make them differ, or delete what is there twice (shown: team, name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "team" IS NOT NULL AND "name" IS NOT NULL GROUP BY "team", "name" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT concat_ws(', ', "team"::text, "name"::text, COUNT(*)::text) FROM "accounts" WHERE "team" IS NOT NULL AND "name" IS NOT NULL GROUP BY "team", "name" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_team_name_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_team_name_key";
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "accounts_team_name_key" ON "accounts" ("team", "name");
-- probe
SELECT 0::bigint;

-- ---- way back to foreign key (team) references teams (id) of accounts (table accounts)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- already: 
-- run: nothing
-- undo
ALTER TABLE "accounts" VALIDATE CONSTRAINT "accounts_team_fkey";
-- probe
SELECT 0::bigint;

-- ---- drop foreign key (team) references teams (id) of accounts (table accounts)
-- cost: ACCESS EXCLUSIVE on both tables for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE; on other tables: ACCESS EXCLUSIVE
-- already: foreign key (team) references teams (id) of accounts is gone already, and not by xc
-- run
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'f' AND confrelid = to_regclass('"teams"') AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['team']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"accounts"', found);
END
$xc$;
-- undo
-- refused where this is above 0: rows of accounts refer by (team) to rows of teams that are not there: mend or delete them first (shown: team)
SELECT COUNT(*) FROM "accounts" AS child WHERE child."team" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team");
-- which
SELECT DISTINCT concat_ws(', ', child."team"::text) FROM "accounts" AS child WHERE child."team" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team") LIMIT 10;
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_team_fkey" FOREIGN KEY ("team") REFERENCES "teams" ("id") NOT VALID;
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND contype = 'f' AND confrelid = to_regclass('"teams"') AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['team']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"accounts"') AND a.attname = c.name ORDER BY c.place)) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop index accounts_by_name on accounts (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE for a catalogue change: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: index accounts_by_name on accounts is gone already, and not by xc
-- run
DROP INDEX CONCURRENTLY "accounts_by_name";
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_by_name"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_by_name";
CREATE INDEX CONCURRENTLY "accounts_by_name" ON "accounts" ("name", "id" DESC);
-- probe
SELECT CASE WHEN to_regclass('"accounts_by_name"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- drop index accounts_team on accounts (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE for a catalogue change: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: index accounts_team on accounts is gone already, and not by xc
-- run
DROP INDEX CONCURRENTLY "accounts_team";
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_team"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "accounts_team";
CREATE INDEX CONCURRENTLY "accounts_team" ON "accounts" ("team");
-- probe
SELECT CASE WHEN to_regclass('"accounts_team"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- require values in accounts.full_name, accounts.email, accounts.stars, accounts.joined (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table accounts has the constraints xc_nn_accounts_full_name, xc_nn_accounts_email, xc_nn_accounts_stars, xc_nn_accounts_joined already: drop them
-- run
ALTER TABLE "accounts" ADD CONSTRAINT "xc_nn_accounts_full_name" CHECK ("full_name" IS NOT NULL) NOT VALID, ADD CONSTRAINT "xc_nn_accounts_email" CHECK ("email" IS NOT NULL) NOT VALID, ADD CONSTRAINT "xc_nn_accounts_stars" CHECK ("stars" IS NOT NULL) NOT VALID, ADD CONSTRAINT "xc_nn_accounts_joined" CHECK ("joined" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "accounts" DROP CONSTRAINT "xc_nn_accounts_full_name", DROP CONSTRAINT "xc_nn_accounts_email", DROP CONSTRAINT "xc_nn_accounts_stars", DROP CONSTRAINT "xc_nn_accounts_joined";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND conname IN ('xc_nn_accounts_full_name', 'xc_nn_accounts_email', 'xc_nn_accounts_stars', 'xc_nn_accounts_joined');

-- ---- validate values in accounts.full_name, accounts.email, accounts.stars, accounts.joined (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table accounts has the constraints xc_nn_accounts_full_name, xc_nn_accounts_email, xc_nn_accounts_stars, xc_nn_accounts_joined already: drop them
-- run
ALTER TABLE "accounts" VALIDATE CONSTRAINT "xc_nn_accounts_full_name", VALIDATE CONSTRAINT "xc_nn_accounts_email", VALIDATE CONSTRAINT "xc_nn_accounts_stars", VALIDATE CONSTRAINT "xc_nn_accounts_joined";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND conname IN ('xc_nn_accounts_full_name', 'xc_nn_accounts_email', 'xc_nn_accounts_stars', 'xc_nn_accounts_joined') AND convalidated;

-- ---- require values in accounts.full_name, accounts.email, accounts.stars, accounts.joined (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table accounts has the constraints accounts_full_name_not_null, accounts_email_not_null, accounts_stars_not_null, accounts_joined_not_null already: drop them
-- run
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_full_name_not_null" NOT NULL "full_name" NOT VALID, ADD CONSTRAINT "accounts_email_not_null" NOT NULL "email" NOT VALID, ADD CONSTRAINT "accounts_stars_not_null" NOT NULL "stars" NOT VALID, ADD CONSTRAINT "accounts_joined_not_null" NOT NULL "joined" NOT VALID;
-- undo
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_full_name_not_null", DROP CONSTRAINT "accounts_email_not_null", DROP CONSTRAINT "accounts_stars_not_null", DROP CONSTRAINT "accounts_joined_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND conname IN ('accounts_full_name_not_null', 'accounts_email_not_null', 'accounts_stars_not_null', 'accounts_joined_not_null');

-- ---- validate values in accounts.full_name, accounts.email, accounts.stars, accounts.joined (table accounts)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table accounts has the constraints accounts_full_name_not_null, accounts_email_not_null, accounts_stars_not_null, accounts_joined_not_null already: drop them
-- run
ALTER TABLE "accounts" VALIDATE CONSTRAINT "accounts_full_name_not_null", VALIDATE CONSTRAINT "accounts_email_not_null", VALIDATE CONSTRAINT "accounts_stars_not_null", VALIDATE CONSTRAINT "accounts_joined_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"accounts"') AND conname IN ('accounts_full_name_not_null', 'accounts_email_not_null', 'accounts_stars_not_null', 'accounts_joined_not_null') AND convalidated;

-- ---- drop columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_rename_account_accounts_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_sync"();
ALTER TABLE "accounts" DROP COLUMN "name", DROP COLUMN "mail", DROP COLUMN "team", DROP COLUMN "score", DROP COLUMN "created";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('name', 'mail', 'team', 'score', 'created') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_rename_account_accounts_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_sync"();
ALTER TABLE "accounts" RENAME COLUMN "name" TO "xc_retired_rename_account_name";
ALTER TABLE "accounts" RENAME COLUMN "mail" TO "xc_retired_rename_account_mail";
ALTER TABLE "accounts" RENAME COLUMN "team" TO "xc_retired_rename_account_team";
ALTER TABLE "accounts" RENAME COLUMN "score" TO "xc_retired_rename_account_score";
ALTER TABLE "accounts" RENAME COLUMN "created" TO "xc_retired_rename_account_created";
ALTER TABLE "accounts" ADD COLUMN "xc_unfit_rename_account" text;
CREATE FUNCTION "xc_rename_account_accounts_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_rename_account" IS NULL AND ((NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_name") AND (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_mail") AND (NEW."team_id" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_team") AND (NEW."stars" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_score") AND (NEW."joined" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_created")) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_rename_account" := NULL;
    NEW."xc_retired_rename_account_name" := NEW."full_name";
    NEW."xc_retired_rename_account_mail" := NEW."email";
    NEW."xc_retired_rename_account_team" := NEW."team_id";
    NEW."xc_retired_rename_account_score" := NEW."stars";
    NEW."xc_retired_rename_account_created" := NEW."joined";
    IF NEW."xc_retired_rename_account_name" IS NULL THEN
      NEW."xc_retired_rename_account_name" := '';
      NEW."xc_unfit_rename_account" := 'name would be null';
    END IF;
    IF NEW."xc_retired_rename_account_mail" IS NULL THEN
      NEW."xc_retired_rename_account_mail" := '';
      NEW."xc_unfit_rename_account" := 'mail would be null';
    END IF;
    IF NEW."xc_retired_rename_account_score" IS NULL THEN
      NEW."xc_retired_rename_account_score" := 0;
      NEW."xc_unfit_rename_account" := 'score would be null';
    END IF;
    IF NEW."xc_retired_rename_account_created" IS NULL THEN
      NEW."xc_retired_rename_account_created" := '1000-01-01 00:00:00';
      NEW."xc_unfit_rename_account" := 'created would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_rename_account_name" := '';
    NEW."xc_retired_rename_account_mail" := '';
    NEW."xc_retired_rename_account_team" := NULL;
    NEW."xc_retired_rename_account_score" := 0;
    NEW."xc_retired_rename_account_created" := '1000-01-01 00:00:00';
    NEW."xc_unfit_rename_account" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_account_accounts_keep_ins" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_keep"();
CREATE TRIGGER "xc_rename_account_accounts_keep_upd" BEFORE UPDATE ON "accounts" FOR EACH ROW WHEN (NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name" AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email" AND NEW."team_id" IS NOT DISTINCT FROM OLD."team_id" AND NEW."stars" IS NOT DISTINCT FROM OLD."stars" AND NEW."joined" IS NOT DISTINCT FROM OLD."joined") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_keep"();
-- undo
DROP TRIGGER "xc_rename_account_accounts_keep_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_keep_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_keep"();
ALTER TABLE "accounts" DROP COLUMN "xc_unfit_rename_account";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_name" TO "name";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_mail" TO "mail";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_team" TO "team";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_score" TO "score";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_created" TO "created";
CREATE FUNCTION "xc_rename_account_accounts_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."full_name" IS NULL) THEN
      NEW."full_name" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."full_name";
    END IF;
  ELSIF (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name") THEN
    IF NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."full_name" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."full_name";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."email" IS NULL) THEN
      NEW."email" := NEW."mail";
    ELSIF (NEW."mail" IS NULL) THEN
      NEW."mail" := NEW."email";
    END IF;
  ELSIF (NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."mail") THEN
      NEW."email" := NEW."mail";
    END IF;
  ELSIF (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."mail") THEN
      NEW."mail" := NEW."email";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."team_id" IS NULL) THEN
      NEW."team_id" := NEW."team";
    ELSIF (NEW."team" IS NULL) THEN
      NEW."team" := NEW."team_id";
    END IF;
  ELSIF (NEW."team_id" IS NOT DISTINCT FROM OLD."team_id") THEN
    IF NOT (NEW."team_id" IS NOT DISTINCT FROM NEW."team") THEN
      NEW."team_id" := NEW."team";
    END IF;
  ELSIF (NEW."team" IS NOT DISTINCT FROM OLD."team") THEN
    IF NOT (NEW."team_id" IS NOT DISTINCT FROM NEW."team") THEN
      NEW."team" := NEW."team_id";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stars" IS NOT DISTINCT FROM 0) THEN
      NEW."stars" := NEW."score";
    ELSIF ((NEW."score" IS NULL OR NEW."score" IS NOT DISTINCT FROM 0)) THEN
      NEW."score" := NEW."stars";
    END IF;
  ELSIF (NEW."stars" IS NOT DISTINCT FROM OLD."stars") THEN
    IF NOT (NEW."stars" IS NOT DISTINCT FROM NEW."score") THEN
      NEW."stars" := NEW."score";
    END IF;
  ELSIF (NEW."score" IS NOT DISTINCT FROM OLD."score") THEN
    IF NOT (NEW."stars" IS NOT DISTINCT FROM NEW."score") THEN
      NEW."score" := NEW."stars";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."joined" IS NULL) THEN
      NEW."joined" := NEW."created";
    ELSIF ((NEW."created" IS NULL OR NEW."created" IS NOT DISTINCT FROM CAST(CURRENT_TIMESTAMP AS timestamp with time zone))) THEN
      NEW."created" := NEW."joined";
    END IF;
  ELSIF (NEW."joined" IS NOT DISTINCT FROM OLD."joined") THEN
    IF NOT (NEW."joined" IS NOT DISTINCT FROM NEW."created") THEN
      NEW."joined" := NEW."created";
    END IF;
  ELSIF (NEW."created" IS NOT DISTINCT FROM OLD."created") THEN
    IF NOT (NEW."joined" IS NOT DISTINCT FROM NEW."created") THEN
      NEW."created" := NEW."joined";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_account_accounts_ins" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_sync"();
CREATE TRIGGER "xc_rename_account_accounts_upd" BEFORE UPDATE ON "accounts" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail" AND NEW."team" IS NOT DISTINCT FROM OLD."team" AND NEW."score" IS NOT DISTINCT FROM OLD."score" AND NEW."created" IS NOT DISTINCT FROM OLD."created") AND (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name" AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email" AND NEW."team_id" IS NOT DISTINCT FROM OLD."team_id" AND NEW."stars" IS NOT DISTINCT FROM OLD."stars" AND NEW."joined" IS NOT DISTINCT FROM OLD."joined")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('name', 'mail', 'team', 'score', 'created') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "accounts" ALTER COLUMN "full_name" SET NOT NULL, ALTER COLUMN "email" SET NOT NULL, ALTER COLUMN "stars" SET NOT NULL, ALTER COLUMN "joined" SET NOT NULL;
ALTER TABLE "accounts" DROP CONSTRAINT "xc_nn_accounts_full_name", DROP CONSTRAINT "xc_nn_accounts_email", DROP CONSTRAINT "xc_nn_accounts_stars", DROP CONSTRAINT "xc_nn_accounts_joined";
DROP TRIGGER "xc_rename_account_accounts_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_sync"();
ALTER TABLE "accounts" DROP COLUMN "name", DROP COLUMN "mail", DROP COLUMN "team", DROP COLUMN "score", DROP COLUMN "created";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('name', 'mail', 'team', 'score', 'created') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "accounts" ALTER COLUMN "full_name" SET NOT NULL, ALTER COLUMN "email" SET NOT NULL, ALTER COLUMN "stars" SET NOT NULL, ALTER COLUMN "joined" SET NOT NULL;
ALTER TABLE "accounts" DROP CONSTRAINT "xc_nn_accounts_full_name", DROP CONSTRAINT "xc_nn_accounts_email", DROP CONSTRAINT "xc_nn_accounts_stars", DROP CONSTRAINT "xc_nn_accounts_joined";
DROP TRIGGER "xc_rename_account_accounts_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_sync"();
ALTER TABLE "accounts" RENAME COLUMN "name" TO "xc_retired_rename_account_name";
ALTER TABLE "accounts" RENAME COLUMN "mail" TO "xc_retired_rename_account_mail";
ALTER TABLE "accounts" RENAME COLUMN "team" TO "xc_retired_rename_account_team";
ALTER TABLE "accounts" RENAME COLUMN "score" TO "xc_retired_rename_account_score";
ALTER TABLE "accounts" RENAME COLUMN "created" TO "xc_retired_rename_account_created";
ALTER TABLE "accounts" ADD COLUMN "xc_unfit_rename_account" text;
CREATE FUNCTION "xc_rename_account_accounts_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_rename_account" IS NULL AND ((NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_name") AND (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_mail") AND (NEW."team_id" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_team") AND (NEW."stars" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_score") AND (NEW."joined" IS NOT DISTINCT FROM NEW."xc_retired_rename_account_created")) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_rename_account" := NULL;
    NEW."xc_retired_rename_account_name" := NEW."full_name";
    NEW."xc_retired_rename_account_mail" := NEW."email";
    NEW."xc_retired_rename_account_team" := NEW."team_id";
    NEW."xc_retired_rename_account_score" := NEW."stars";
    NEW."xc_retired_rename_account_created" := NEW."joined";
    IF NEW."xc_retired_rename_account_name" IS NULL THEN
      NEW."xc_retired_rename_account_name" := '';
      NEW."xc_unfit_rename_account" := 'name would be null';
    END IF;
    IF NEW."xc_retired_rename_account_mail" IS NULL THEN
      NEW."xc_retired_rename_account_mail" := '';
      NEW."xc_unfit_rename_account" := 'mail would be null';
    END IF;
    IF NEW."xc_retired_rename_account_score" IS NULL THEN
      NEW."xc_retired_rename_account_score" := 0;
      NEW."xc_unfit_rename_account" := 'score would be null';
    END IF;
    IF NEW."xc_retired_rename_account_created" IS NULL THEN
      NEW."xc_retired_rename_account_created" := '1000-01-01 00:00:00';
      NEW."xc_unfit_rename_account" := 'created would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_rename_account_name" := '';
    NEW."xc_retired_rename_account_mail" := '';
    NEW."xc_retired_rename_account_team" := NULL;
    NEW."xc_retired_rename_account_score" := 0;
    NEW."xc_retired_rename_account_created" := '1000-01-01 00:00:00';
    NEW."xc_unfit_rename_account" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_account_accounts_keep_ins" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_keep"();
CREATE TRIGGER "xc_rename_account_accounts_keep_upd" BEFORE UPDATE ON "accounts" FOR EACH ROW WHEN (NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name" AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email" AND NEW."team_id" IS NOT DISTINCT FROM OLD."team_id" AND NEW."stars" IS NOT DISTINCT FROM OLD."stars" AND NEW."joined" IS NOT DISTINCT FROM OLD."joined") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_keep"();
-- undo
DROP TRIGGER "xc_rename_account_accounts_keep_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_keep_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_keep"();
ALTER TABLE "accounts" DROP COLUMN "xc_unfit_rename_account";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_name" TO "name";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_mail" TO "mail";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_team" TO "team";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_score" TO "score";
ALTER TABLE "accounts" RENAME COLUMN "xc_retired_rename_account_created" TO "created";
ALTER TABLE "accounts" ALTER COLUMN "full_name" DROP NOT NULL, ALTER COLUMN "email" DROP NOT NULL, ALTER COLUMN "stars" DROP NOT NULL, ALTER COLUMN "joined" DROP NOT NULL;
CREATE FUNCTION "xc_rename_account_accounts_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."full_name" IS NULL) THEN
      NEW."full_name" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."full_name";
    END IF;
  ELSIF (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name") THEN
    IF NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."full_name" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."full_name";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."email" IS NULL) THEN
      NEW."email" := NEW."mail";
    ELSIF (NEW."mail" IS NULL) THEN
      NEW."mail" := NEW."email";
    END IF;
  ELSIF (NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."mail") THEN
      NEW."email" := NEW."mail";
    END IF;
  ELSIF (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") THEN
    IF NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM NEW."mail") THEN
      NEW."mail" := NEW."email";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."team_id" IS NULL) THEN
      NEW."team_id" := NEW."team";
    ELSIF (NEW."team" IS NULL) THEN
      NEW."team" := NEW."team_id";
    END IF;
  ELSIF (NEW."team_id" IS NOT DISTINCT FROM OLD."team_id") THEN
    IF NOT (NEW."team_id" IS NOT DISTINCT FROM NEW."team") THEN
      NEW."team_id" := NEW."team";
    END IF;
  ELSIF (NEW."team" IS NOT DISTINCT FROM OLD."team") THEN
    IF NOT (NEW."team_id" IS NOT DISTINCT FROM NEW."team") THEN
      NEW."team" := NEW."team_id";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stars" IS NOT DISTINCT FROM 0) THEN
      NEW."stars" := NEW."score";
    ELSIF ((NEW."score" IS NULL OR NEW."score" IS NOT DISTINCT FROM 0)) THEN
      NEW."score" := NEW."stars";
    END IF;
  ELSIF (NEW."stars" IS NOT DISTINCT FROM OLD."stars") THEN
    IF NOT (NEW."stars" IS NOT DISTINCT FROM NEW."score") THEN
      NEW."stars" := NEW."score";
    END IF;
  ELSIF (NEW."score" IS NOT DISTINCT FROM OLD."score") THEN
    IF NOT (NEW."stars" IS NOT DISTINCT FROM NEW."score") THEN
      NEW."score" := NEW."stars";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."joined" IS NULL) THEN
      NEW."joined" := NEW."created";
    ELSIF ((NEW."created" IS NULL OR NEW."created" IS NOT DISTINCT FROM CAST(CURRENT_TIMESTAMP AS timestamp with time zone))) THEN
      NEW."created" := NEW."joined";
    END IF;
  ELSIF (NEW."joined" IS NOT DISTINCT FROM OLD."joined") THEN
    IF NOT (NEW."joined" IS NOT DISTINCT FROM NEW."created") THEN
      NEW."joined" := NEW."created";
    END IF;
  ELSIF (NEW."created" IS NOT DISTINCT FROM OLD."created") THEN
    IF NOT (NEW."joined" IS NOT DISTINCT FROM NEW."created") THEN
      NEW."created" := NEW."joined";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_account_accounts_ins" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_sync"();
CREATE TRIGGER "xc_rename_account_accounts_upd" BEFORE UPDATE ON "accounts" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name" AND NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail" AND NEW."team" IS NOT DISTINCT FROM OLD."team" AND NEW."score" IS NOT DISTINCT FROM OLD."score" AND NEW."created" IS NOT DISTINCT FROM OLD."created") AND (NEW."full_name" COLLATE "C" IS NOT DISTINCT FROM OLD."full_name" AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email" AND NEW."team_id" IS NOT DISTINCT FROM OLD."team_id" AND NEW."stars" IS NOT DISTINCT FROM OLD."stars" AND NEW."joined" IS NOT DISTINCT FROM OLD."joined")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_account_accounts_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('name', 'mail', 'team', 'score', 'created') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created can't hold (table accounts)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of accounts since contract, accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "accounts" WHERE "xc_unfit_rename_account" IS NOT NULL;
-- which
SELECT concat_ws(', ', "id"::text, "xc_unfit_rename_account"::text) FROM "accounts" WHERE "xc_unfit_rename_account" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created, which were retired (table accounts)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of accounts is gone already, and not by xc
-- run
DROP TRIGGER "xc_rename_account_accounts_keep_ins" ON "accounts";
DROP TRIGGER "xc_rename_account_accounts_keep_upd" ON "accounts";
DROP FUNCTION "xc_rename_account_accounts_keep"();
ALTER TABLE "accounts" DROP COLUMN "xc_retired_rename_account_name", DROP COLUMN "xc_retired_rename_account_mail", DROP COLUMN "xc_retired_rename_account_team", DROP COLUMN "xc_retired_rename_account_score", DROP COLUMN "xc_retired_rename_account_created", DROP COLUMN "xc_unfit_rename_account";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"accounts"') AND attname IN ('xc_retired_rename_account_name', 'xc_retired_rename_account_mail', 'xc_retired_rename_account_team', 'xc_retired_rename_account_score', 'xc_retired_rename_account_created') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of accounts: name as xc_retired_rename_account_name, mail as xc_retired_rename_account_mail, team as xc_retired_rename_account_team, score as xc_retired_rename_account_score, created as xc_retired_rename_account_created
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" LIMIT 1) AS some_rows;

-- ---- backfill accounts, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_rename_account" IS NOT NULL OR (("full_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_mail") AND ("team_id" IS NOT DISTINCT FROM "xc_retired_rename_account_team") AND ("stars" IS NOT DISTINCT FROM "xc_retired_rename_account_score") AND ("joined" IS NOT DISTINCT FROM "xc_retired_rename_account_created")))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"accounts"');
-- lowest
SELECT "id"::text FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "accounts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "accounts" SET "xc_retired_rename_account_name" = "full_name", "xc_retired_rename_account_mail" = "email", "xc_retired_rename_account_team" = "team_id", "xc_retired_rename_account_score" = "stars", "xc_retired_rename_account_created" = "joined" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_rename_account" IS NOT NULL OR (("full_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_mail") AND ("team_id" IS NOT DISTINCT FROM "xc_retired_rename_account_team") AND ("stars" IS NOT DISTINCT FROM "xc_retired_rename_account_score") AND ("joined" IS NOT DISTINCT FROM "xc_retired_rename_account_created")));
-- mark what can't be
UPDATE "accounts" SET "xc_unfit_rename_account" = 'the mapping fails on what the row holds' WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_rename_account" IS NOT NULL OR (("full_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_mail") AND ("team_id" IS NOT DISTINCT FROM "xc_retired_rename_account_team") AND ("stars" IS NOT DISTINCT FROM "xc_retired_rename_account_score") AND ("joined" IS NOT DISTINCT FROM "xc_retired_rename_account_created")));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_rename_account" IS NOT NULL OR (("full_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_mail") AND ("team_id" IS NOT DISTINCT FROM "xc_retired_rename_account_team") AND ("stars" IS NOT DISTINCT FROM "xc_retired_rename_account_score") AND ("joined" IS NOT DISTINCT FROM "xc_retired_rename_account_created"))) THEN 1 END) FROM "accounts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("xc_retired_rename_account_name")::text, ("xc_retired_rename_account_mail")::text, ("xc_retired_rename_account_team")::text, ("xc_retired_rename_account_score")::text, ("xc_retired_rename_account_created")::text, ("full_name")::text, ("email")::text, ("team_id")::text, ("stars")::text, ("joined")::text, ("xc_retired_rename_account_name")::text, ("xc_retired_rename_account_mail")::text, ("xc_retired_rename_account_team")::text, ("xc_retired_rename_account_score")::text, ("xc_retired_rename_account_created")::text, ("full_name")::text, ("email")::text, ("team_id")::text, ("stars")::text, ("joined")::text FROM "accounts" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_rename_account" IS NOT NULL OR (("full_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_account_mail") AND ("team_id" IS NOT DISTINCT FROM "xc_retired_rename_account_team") AND ("stars" IS NOT DISTINCT FROM "xc_retired_rename_account_score") AND ("joined" IS NOT DISTINCT FROM "xc_retired_rename_account_created"))) ORDER BY "accounts"."id" LIMIT $3;
-- not null: 
