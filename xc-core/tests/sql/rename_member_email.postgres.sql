-- rename_member_email on PostgreSQL
--
-- requires split_member_name at expand or later: both change table `members` (at split_member_name.rs:12:9, and at rename_member_email.rs:11:9), and expands of one table run in the order of the chain
--
-- expects table members, key (id), perhaps more
--   id bigint not null
--   email character varying(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add column members.mail (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table members has one of the columns mail already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "members" ADD COLUMN "mail" character varying(200);
-- undo
ALTER TABLE "members" DROP COLUMN "mail";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('mail') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of members (table members)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_rename_member_email_members_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."mail" IS NULL) THEN
      NEW."mail" := NEW."email";
    ELSIF (NEW."email" IS NULL) THEN
      NEW."email" := NEW."mail";
    END IF;
  ELSIF (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") THEN
    IF NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."email") THEN
      NEW."mail" := NEW."email";
    END IF;
  ELSIF (NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") THEN
    IF NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."email") THEN
      NEW."email" := NEW."mail";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_member_email_members_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_sync"();
CREATE TRIGGER "xc_rename_member_email_members_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT ((NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") AND (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_sync"();
-- undo
DROP TRIGGER "xc_rename_member_email_members_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"members"') AND tgname IN ('xc_rename_member_email_members_ins', 'xc_rename_member_email_members_upd');


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("mail" COLLATE "C" IS NOT DISTINCT FROM "email")
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"members"');
-- lowest
SELECT "id"::text FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "members" SET "mail" = "email" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("mail" COLLATE "C" IS NOT DISTINCT FROM "email");
-- the other way round
UPDATE "members" SET "email" = "mail" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("mail" COLLATE "C" IS NOT DISTINCT FROM "email");
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("members".*) AS size, COALESCE(pg_column_size("email") - 3 - COALESCE(pg_column_size("mail"), 0), 0) AS growth FROM "members" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "members" ORDER BY "members"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"members"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "members" SET "mail" = "email" WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("mail" COLLATE "C" IS NOT DISTINCT FROM "email");
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"members"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"members"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("mail" COLLATE "C" IS NOT DISTINCT FROM "email") THEN 1 END), COUNT(CASE WHEN "mail" IS NULL THEN 1 END) FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("email")::text, ("mail")::text, ("email")::text, ("mail")::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("mail" COLLATE "C" IS NOT DISTINCT FROM "email") ORDER BY "members"."id" LIMIT $3;
-- not null: mail

-- ---- create index members_mail on members (table members)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table members has an index members_mail already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"members_mail"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "members_mail";
CREATE INDEX CONCURRENTLY "members_mail" ON "members" ("mail");
-- undo
DROP INDEX CONCURRENTLY "members_mail";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"members_mail"') AND indisvalid;


-- ======== contract ========

-- ---- drop index members_email on members (table members)
-- cost: SHARE UPDATE EXCLUSIVE for a catalogue change: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: index members_email on members is gone already, and not by xc
-- run
DROP INDEX CONCURRENTLY "members_email";
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"members_email"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "members_email";
CREATE INDEX CONCURRENTLY "members_email" ON "members" ("email");
-- probe
SELECT CASE WHEN to_regclass('"members_email"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- require values in members.mail (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table members has the constraints xc_nn_members_mail already: drop them
-- run
ALTER TABLE "members" ADD CONSTRAINT "xc_nn_members_mail" CHECK ("mail" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "members" DROP CONSTRAINT "xc_nn_members_mail";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('xc_nn_members_mail');

-- ---- validate values in members.mail (table members)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table members has the constraints xc_nn_members_mail already: drop them
-- run
ALTER TABLE "members" VALIDATE CONSTRAINT "xc_nn_members_mail";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('xc_nn_members_mail') AND convalidated;

-- ---- require values in members.mail (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table members has the constraints members_mail_not_null already: drop them
-- run
ALTER TABLE "members" ADD CONSTRAINT "members_mail_not_null" NOT NULL "mail" NOT VALID;
-- undo
ALTER TABLE "members" DROP CONSTRAINT "members_mail_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('members_mail_not_null');

-- ---- validate values in members.mail (table members)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table members has the constraints members_mail_not_null already: drop them
-- run
ALTER TABLE "members" VALIDATE CONSTRAINT "members_mail_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('members_mail_not_null') AND convalidated;

-- ---- drop column members.email (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_rename_member_email_members_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_sync"();
ALTER TABLE "members" DROP COLUMN "email";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('email') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column members.email (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_rename_member_email_members_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_sync"();
ALTER TABLE "members" RENAME COLUMN "email" TO "xc_retired_rename_member_email_email";
ALTER TABLE "members" ADD COLUMN "xc_unfit_rename_member_email" text;
CREATE FUNCTION "xc_rename_member_email_members_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_rename_member_email" IS NULL AND (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_member_email_email") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_rename_member_email" := NULL;
    NEW."xc_retired_rename_member_email_email" := NEW."mail";
    IF NEW."xc_retired_rename_member_email_email" IS NULL THEN
      NEW."xc_retired_rename_member_email_email" := '';
      NEW."xc_unfit_rename_member_email" := 'email would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_rename_member_email_email" := '';
    NEW."xc_unfit_rename_member_email" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_member_email_members_keep_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_keep"();
CREATE TRIGGER "xc_rename_member_email_members_keep_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_keep"();
-- undo
DROP TRIGGER "xc_rename_member_email_members_keep_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_keep_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_keep"();
ALTER TABLE "members" DROP COLUMN "xc_unfit_rename_member_email";
ALTER TABLE "members" RENAME COLUMN "xc_retired_rename_member_email_email" TO "email";
CREATE FUNCTION "xc_rename_member_email_members_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."mail" IS NULL) THEN
      NEW."mail" := NEW."email";
    ELSIF (NEW."email" IS NULL) THEN
      NEW."email" := NEW."mail";
    END IF;
  ELSIF (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") THEN
    IF NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."email") THEN
      NEW."mail" := NEW."email";
    END IF;
  ELSIF (NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") THEN
    IF NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."email") THEN
      NEW."email" := NEW."mail";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_member_email_members_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_sync"();
CREATE TRIGGER "xc_rename_member_email_members_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT ((NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") AND (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('email') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column members.email (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "members" ALTER COLUMN "mail" SET NOT NULL;
ALTER TABLE "members" DROP CONSTRAINT "xc_nn_members_mail";
DROP TRIGGER "xc_rename_member_email_members_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_sync"();
ALTER TABLE "members" DROP COLUMN "email";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('email') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column members.email (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "members" ALTER COLUMN "mail" SET NOT NULL;
ALTER TABLE "members" DROP CONSTRAINT "xc_nn_members_mail";
DROP TRIGGER "xc_rename_member_email_members_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_sync"();
ALTER TABLE "members" RENAME COLUMN "email" TO "xc_retired_rename_member_email_email";
ALTER TABLE "members" ADD COLUMN "xc_unfit_rename_member_email" text;
CREATE FUNCTION "xc_rename_member_email_members_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_rename_member_email" IS NULL AND (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_member_email_email") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_rename_member_email" := NULL;
    NEW."xc_retired_rename_member_email_email" := NEW."mail";
    IF NEW."xc_retired_rename_member_email_email" IS NULL THEN
      NEW."xc_retired_rename_member_email_email" := '';
      NEW."xc_unfit_rename_member_email" := 'email would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_rename_member_email_email" := '';
    NEW."xc_unfit_rename_member_email" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_member_email_members_keep_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_keep"();
CREATE TRIGGER "xc_rename_member_email_members_keep_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_keep"();
-- undo
DROP TRIGGER "xc_rename_member_email_members_keep_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_keep_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_keep"();
ALTER TABLE "members" DROP COLUMN "xc_unfit_rename_member_email";
ALTER TABLE "members" RENAME COLUMN "xc_retired_rename_member_email_email" TO "email";
ALTER TABLE "members" ALTER COLUMN "mail" DROP NOT NULL;
CREATE FUNCTION "xc_rename_member_email_members_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."mail" IS NULL) THEN
      NEW."mail" := NEW."email";
    ELSIF (NEW."email" IS NULL) THEN
      NEW."email" := NEW."mail";
    END IF;
  ELSIF (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail") THEN
    IF NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."email") THEN
      NEW."mail" := NEW."email";
    END IF;
  ELSIF (NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") THEN
    IF NOT (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM NEW."email") THEN
      NEW."email" := NEW."mail";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_member_email_members_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_sync"();
CREATE TRIGGER "xc_rename_member_email_members_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT ((NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") AND (NEW."mail" COLLATE "C" IS NOT DISTINCT FROM OLD."mail")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_member_email_members_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('email') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that members.email can't hold (table members)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of members since contract, members.email can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "members" WHERE "xc_unfit_rename_member_email" IS NOT NULL;
-- which
SELECT concat_ws(', ', "id"::text, "xc_unfit_rename_member_email"::text) FROM "members" WHERE "xc_unfit_rename_member_email" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column members.email, which was retired (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of members is gone already, and not by xc
-- run
DROP TRIGGER "xc_rename_member_email_members_keep_ins" ON "members";
DROP TRIGGER "xc_rename_member_email_members_keep_upd" ON "members";
DROP FUNCTION "xc_rename_member_email_members_keep"();
ALTER TABLE "members" DROP COLUMN "xc_retired_rename_member_email_email", DROP COLUMN "xc_unfit_rename_member_email";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('xc_retired_rename_member_email_email') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of members: email as xc_retired_rename_member_email_email
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "members" LIMIT 1) AS some_rows;

-- ---- backfill members, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_rename_member_email" IS NOT NULL OR ("mail" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_member_email_email"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"members"');
-- lowest
SELECT "id"::text FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "members" SET "xc_retired_rename_member_email_email" = "mail" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_rename_member_email" IS NOT NULL OR ("mail" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_member_email_email"));
-- mark what can't be
UPDATE "members" SET "xc_unfit_rename_member_email" = 'the mapping fails on what the row holds' WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_rename_member_email" IS NOT NULL OR ("mail" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_member_email_email"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_rename_member_email" IS NOT NULL OR ("mail" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_member_email_email")) THEN 1 END) FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("xc_retired_rename_member_email_email")::text, ("mail")::text, ("xc_retired_rename_member_email_email")::text, ("mail")::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_rename_member_email" IS NOT NULL OR ("mail" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_member_email_email")) ORDER BY "members"."id" LIMIT $3;
-- not null: 
