-- rename_member_email on SQLite
--
-- requires split_member_name at contract or later: both change table `members` (at split_member_name.rs:12:9, and at rename_member_email.rs:11:9), which SQLite can do by making it anew only
--
-- expects table members, key (id), nothing else
--   id integer not null
--   email varchar(200) not null
--   visits bigint not null
--   first_name varchar(100) not null
--   last_name varchar(100) not null


-- ======== expand ========

-- ---- add column members.mail (table members)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table members has one of the columns mail already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "members" ADD COLUMN "mail" varchar(200);
-- undo
ALTER TABLE "members" DROP COLUMN "mail";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('mail');


-- ======== dual_write ========

-- ---- dual write of members (table members)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds members
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(200), "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "mail" varchar(200));
INSERT INTO "xc_new_members" ("id", "email", "visits", "first_name", "last_name", "mail") SELECT "id", "email", "visits", "first_name", "last_name", "mail" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
CREATE TRIGGER "xc_rename_member_email_members_ins_fwd" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."mail" IS NULL) AND NOT (NEW."mail" COLLATE BINARY IS NEW."email")
BEGIN
  UPDATE "members" SET "mail" = NEW."email" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_upd_fwd" AFTER UPDATE OF "email" ON "members" FOR EACH ROW WHEN (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS NEW."email")
BEGIN
  UPDATE "members" SET "mail" = NEW."email" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_ins_rev" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."email" IS NULL) AND NOT (NEW."mail" IS NULL)
BEGIN
  UPDATE "members" SET "email" = NEW."mail" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_upd_rev" AFTER UPDATE OF "mail" ON "members" FOR EACH ROW WHEN (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."mail" COLLATE BINARY IS NEW."email")
BEGIN
  UPDATE "members" SET "email" = NEW."mail" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_ins_nn_email" BEFORE INSERT ON "members" FOR EACH ROW WHEN NEW."email" IS NULL AND (NEW."mail" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.email');
END;
CREATE TRIGGER "xc_rename_member_email_members_upd_nn_email" BEFORE UPDATE OF "email" ON "members" FOR EACH ROW WHEN NEW."email" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.email');
END;
-- undo
-- rebuilds members
DROP TRIGGER "xc_rename_member_email_members_ins_fwd";
DROP TRIGGER "xc_rename_member_email_members_upd_fwd";
DROP TRIGGER "xc_rename_member_email_members_ins_rev";
DROP TRIGGER "xc_rename_member_email_members_upd_rev";
DROP TRIGGER "xc_rename_member_email_members_ins_nn_email";
DROP TRIGGER "xc_rename_member_email_members_upd_nn_email";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "mail" varchar(200));
INSERT INTO "xc_new_members" ("id", "email", "visits", "first_name", "last_name", "mail") SELECT "id", "email", "visits", "first_name", "last_name", "mail" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_rename_member_email_members_ins_fwd', 'xc_rename_member_email_members_upd_fwd', 'xc_rename_member_email_members_ins_rev', 'xc_rename_member_email_members_upd_rev', 'xc_rename_member_email_members_ins_nn_email', 'xc_rename_member_email_members_upd_nn_email');


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- parity
--   ("mail" COLLATE BINARY IS "email")
-- estimate
SELECT COUNT(*) FROM "members";
-- lowest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "members" SET "mail" = "email" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("mail" COLLATE BINARY IS "email");
-- the other way round
UPDATE "members" SET "email" = "mail" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("mail" COLLATE BINARY IS "email");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("mail" COLLATE BINARY IS "email") THEN 1 END), COUNT(CASE WHEN "mail" IS NULL THEN 1 END) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("email" AS TEXT), CAST("mail" AS TEXT), CAST("email" AS TEXT), CAST("mail" AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("mail" COLLATE BINARY IS "email") ORDER BY "members"."id" LIMIT $3;
-- not null: mail

-- ---- create index members_mail on members (table members)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table members has an index members_mail already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "members_mail" ON "members" ("mail");
-- undo
DROP INDEX "members_mail";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'members_mail';


-- ======== contract ========

-- ---- drop index members_email on members (table members)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: index members_email on members is gone already, and not by xc
-- run
DROP INDEX "members_email";
-- undo
CREATE INDEX "members_email" ON "members" ("email");
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'members_email') = 0 THEN 1 ELSE 0 END;

-- ---- drop column members.email (table members)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds members
DROP TRIGGER "xc_rename_member_email_members_ins_fwd";
DROP TRIGGER "xc_rename_member_email_members_upd_fwd";
DROP TRIGGER "xc_rename_member_email_members_ins_rev";
DROP TRIGGER "xc_rename_member_email_members_upd_rev";
DROP TRIGGER "xc_rename_member_email_members_ins_nn_email";
DROP TRIGGER "xc_rename_member_email_members_upd_nn_email";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "mail" varchar(200) NOT NULL);
INSERT INTO "xc_new_members" ("id", "visits", "first_name", "last_name", "mail") SELECT "id", "visits", "first_name", "last_name", "mail" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('email')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column members.email (table members)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds members
DROP TRIGGER "xc_rename_member_email_members_ins_fwd";
DROP TRIGGER "xc_rename_member_email_members_upd_fwd";
DROP TRIGGER "xc_rename_member_email_members_ins_rev";
DROP TRIGGER "xc_rename_member_email_members_upd_rev";
DROP TRIGGER "xc_rename_member_email_members_ins_nn_email";
DROP TRIGGER "xc_rename_member_email_members_upd_nn_email";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "mail" varchar(200) NOT NULL, "xc_retired_rename_member_email_email" varchar(200));
INSERT INTO "xc_new_members" ("id", "visits", "first_name", "last_name", "mail", "xc_retired_rename_member_email_email") SELECT "id", "visits", "first_name", "last_name", "mail", "email" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
CREATE TRIGGER "xc_rename_member_email_members_keep_ins" AFTER INSERT ON "members" FOR EACH ROW WHEN NOT (NEW."mail" COLLATE BINARY IS NEW."xc_retired_rename_member_email_email")
BEGIN
  UPDATE "members" SET "xc_retired_rename_member_email_email" = NEW."mail" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_keep_upd" AFTER UPDATE OF "mail" ON "members" FOR EACH ROW WHEN NOT (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."mail" COLLATE BINARY IS NEW."xc_retired_rename_member_email_email")
BEGIN
  UPDATE "members" SET "xc_retired_rename_member_email_email" = NEW."mail" WHERE "id" = NEW."id";
END;
-- undo
-- rebuilds members
DROP TRIGGER "xc_rename_member_email_members_keep_ins";
DROP TRIGGER "xc_rename_member_email_members_keep_upd";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(200), "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "mail" varchar(200));
INSERT INTO "xc_new_members" ("id", "email", "visits", "first_name", "last_name", "mail") SELECT "id", "xc_retired_rename_member_email_email", "visits", "first_name", "last_name", "mail" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
CREATE TRIGGER "xc_rename_member_email_members_ins_fwd" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."mail" IS NULL) AND NOT (NEW."mail" COLLATE BINARY IS NEW."email")
BEGIN
  UPDATE "members" SET "mail" = NEW."email" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_upd_fwd" AFTER UPDATE OF "email" ON "members" FOR EACH ROW WHEN (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS NEW."email")
BEGIN
  UPDATE "members" SET "mail" = NEW."email" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_ins_rev" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."email" IS NULL) AND NOT (NEW."mail" IS NULL)
BEGIN
  UPDATE "members" SET "email" = NEW."mail" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_upd_rev" AFTER UPDATE OF "mail" ON "members" FOR EACH ROW WHEN (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."mail" COLLATE BINARY IS NEW."email")
BEGIN
  UPDATE "members" SET "email" = NEW."mail" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_member_email_members_ins_nn_email" BEFORE INSERT ON "members" FOR EACH ROW WHEN NEW."email" IS NULL AND (NEW."mail" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.email');
END;
CREATE TRIGGER "xc_rename_member_email_members_upd_nn_email" BEFORE UPDATE OF "email" ON "members" FOR EACH ROW WHEN NEW."email" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.email');
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('email')) = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that members.email can't hold (table members)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of members since contract, members.email can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "members" WHERE ("xc_retired_rename_member_email_email" IS NULL);
-- which
SELECT CAST("id" AS TEXT) FROM "members" WHERE ("xc_retired_rename_member_email_email" IS NULL) LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column members.email, which was retired (table members)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of members is gone already, and not by xc
-- run
DROP TRIGGER "xc_rename_member_email_members_keep_ins";
DROP TRIGGER "xc_rename_member_email_members_keep_upd";
ALTER TABLE "members" DROP COLUMN "xc_retired_rename_member_email_email";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('xc_retired_rename_member_email_email')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of members: email as xc_retired_rename_member_email_email
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "members" LIMIT 1) AS some_rows;

-- ---- backfill members, 1 key columns
-- parity
--   ("mail" COLLATE BINARY IS "xc_retired_rename_member_email_email")
-- estimate
SELECT COUNT(*) FROM "members";
-- lowest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "members" SET "xc_retired_rename_member_email_email" = "mail" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("mail" COLLATE BINARY IS "xc_retired_rename_member_email_email");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("mail" COLLATE BINARY IS "xc_retired_rename_member_email_email") THEN 1 END) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("xc_retired_rename_member_email_email" AS TEXT), CAST("mail" AS TEXT), CAST("xc_retired_rename_member_email_email" AS TEXT), CAST("mail" AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("mail" COLLATE BINARY IS "xc_retired_rename_member_email_email") ORDER BY "members"."id" LIMIT $3;
-- not null: 
