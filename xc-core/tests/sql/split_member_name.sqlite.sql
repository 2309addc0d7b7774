-- split_member_name on SQLite
--
-- requires create_members at expand or later: it makes table `members` (at create_members.rs:6:22), which is changed at split_member_name.rs:12:9
--
-- expects table members, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   email varchar(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add columns members.first_name, members.last_name (table members)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table members has one of the columns first_name, last_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "members" ADD COLUMN "first_name" varchar(100);
ALTER TABLE "members" ADD COLUMN "last_name" varchar(100);
-- undo
ALTER TABLE "members" DROP COLUMN "first_name";
ALTER TABLE "members" DROP COLUMN "last_name";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('first_name', 'last_name');


-- ======== dual_write ========

-- ---- dual write of members (table members)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds members
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100), "last_name" varchar(100));
INSERT INTO "xc_new_members" ("id", "name", "email", "visits", "first_name", "last_name") SELECT "id", "name", "email", "visits", "first_name", "last_name" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
CREATE TRIGGER "xc_split_member_name_members_ins_fwd" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_upd_fwd" AFTER UPDATE OF "name" ON "members" FOR EACH ROW WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_ins_rev" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  UPDATE "members" SET "name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_upd_rev" AFTER UPDATE OF "first_name", "last_name" ON "members" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "first_name" = (CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END), "last_name" = (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END), "name" = CASE WHEN ((NEW."name" COLLATE BINARY IS ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END))) OR ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END) COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)))) THEN NEW."name" ELSE ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END)) END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_ins_nn_name" BEFORE INSERT ON "members" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.name');
END;
CREATE TRIGGER "xc_split_member_name_members_upd_nn_name" BEFORE UPDATE OF "name" ON "members" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.name');
END;
-- undo
-- rebuilds members
DROP TRIGGER "xc_split_member_name_members_ins_fwd";
DROP TRIGGER "xc_split_member_name_members_upd_fwd";
DROP TRIGGER "xc_split_member_name_members_ins_rev";
DROP TRIGGER "xc_split_member_name_members_upd_rev";
DROP TRIGGER "xc_split_member_name_members_ins_nn_name";
DROP TRIGGER "xc_split_member_name_members_upd_nn_name";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100), "last_name" varchar(100));
INSERT INTO "xc_new_members" ("id", "name", "email", "visits", "first_name", "last_name") SELECT "id", "name", "email", "visits", "first_name", "last_name" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_split_member_name_members_ins_fwd', 'xc_split_member_name_members_upd_fwd', 'xc_split_member_name_members_ins_rev', 'xc_split_member_name_members_upd_rev', 'xc_split_member_name_members_ins_nn_name', 'xc_split_member_name_members_upd_nn_name');


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- parity
--   ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)))))
-- estimate
SELECT COUNT(*) FROM "members";
-- lowest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "members" SET "first_name" = CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END, "last_name" = substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)) WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)))));
-- the other way round
UPDATE "members" SET "name" = ("first_name" || ' ' || "last_name") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2))))) THEN 1 END), COUNT(CASE WHEN "first_name" IS NULL THEN 1 END), COUNT(CASE WHEN "last_name" IS NULL THEN 1 END) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("name" AS TEXT), CAST("first_name" AS TEXT), CAST("last_name" AS TEXT), CAST(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AS TEXT), CAST(substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)) AS TEXT), CAST(("first_name" || ' ' || "last_name") AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2))))) ORDER BY "members"."id" LIMIT $3;
-- not null: first_name, last_name


-- ======== contract ========

-- ---- drop column members.name (table members)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds members
DROP TRIGGER "xc_split_member_name_members_ins_fwd";
DROP TRIGGER "xc_split_member_name_members_upd_fwd";
DROP TRIGGER "xc_split_member_name_members_ins_rev";
DROP TRIGGER "xc_split_member_name_members_upd_rev";
DROP TRIGGER "xc_split_member_name_members_ins_nn_name";
DROP TRIGGER "xc_split_member_name_members_upd_nn_name";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL);
INSERT INTO "xc_new_members" ("id", "email", "visits", "first_name", "last_name") SELECT "id", "email", "visits", "first_name", "last_name" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column members.name (table members)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds members
DROP TRIGGER "xc_split_member_name_members_ins_fwd";
DROP TRIGGER "xc_split_member_name_members_upd_fwd";
DROP TRIGGER "xc_split_member_name_members_ins_rev";
DROP TRIGGER "xc_split_member_name_members_upd_rev";
DROP TRIGGER "xc_split_member_name_members_ins_nn_name";
DROP TRIGGER "xc_split_member_name_members_upd_nn_name";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "xc_retired_split_member_name_name" varchar(100));
INSERT INTO "xc_new_members" ("id", "email", "visits", "first_name", "last_name", "xc_retired_split_member_name_name") SELECT "id", "email", "visits", "first_name", "last_name", "name" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
CREATE TRIGGER "xc_split_member_name_members_keep_ins" AFTER INSERT ON "members" FOR EACH ROW WHEN NOT ((NEW."xc_retired_split_member_name_name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."xc_retired_split_member_name_name", ' ') = 0 THEN NEW."xc_retired_split_member_name_name" ELSE substr(NEW."xc_retired_split_member_name_name", 1, instr(NEW."xc_retired_split_member_name_name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."xc_retired_split_member_name_name", (length(CASE WHEN instr(NEW."xc_retired_split_member_name_name", ' ') = 0 THEN NEW."xc_retired_split_member_name_name" ELSE substr(NEW."xc_retired_split_member_name_name", 1, instr(NEW."xc_retired_split_member_name_name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "xc_retired_split_member_name_name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_keep_upd" AFTER UPDATE OF "first_name", "last_name" ON "members" FOR EACH ROW WHEN NOT (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((NEW."xc_retired_split_member_name_name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."xc_retired_split_member_name_name", ' ') = 0 THEN NEW."xc_retired_split_member_name_name" ELSE substr(NEW."xc_retired_split_member_name_name", 1, instr(NEW."xc_retired_split_member_name_name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."xc_retired_split_member_name_name", (length(CASE WHEN instr(NEW."xc_retired_split_member_name_name", ' ') = 0 THEN NEW."xc_retired_split_member_name_name" ELSE substr(NEW."xc_retired_split_member_name_name", 1, instr(NEW."xc_retired_split_member_name_name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "xc_retired_split_member_name_name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
-- undo
-- rebuilds members
DROP TRIGGER "xc_split_member_name_members_keep_ins";
DROP TRIGGER "xc_split_member_name_members_keep_upd";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "first_name" varchar(100), "last_name" varchar(100));
INSERT INTO "xc_new_members" ("id", "name", "email", "visits", "first_name", "last_name") SELECT "id", "xc_retired_split_member_name_name", "email", "visits", "first_name", "last_name" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
CREATE TRIGGER "xc_split_member_name_members_ins_fwd" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_upd_fwd" AFTER UPDATE OF "name" ON "members" FOR EACH ROW WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_ins_rev" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  UPDATE "members" SET "name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_upd_rev" AFTER UPDATE OF "first_name", "last_name" ON "members" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "members" SET "first_name" = (CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END), "last_name" = (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END), "name" = CASE WHEN ((NEW."name" COLLATE BINARY IS ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END))) OR ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END) COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)))) THEN NEW."name" ELSE ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END)) END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_member_name_members_ins_nn_name" BEFORE INSERT ON "members" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.name');
END;
CREATE TRIGGER "xc_split_member_name_members_upd_nn_name" BEFORE UPDATE OF "name" ON "members" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.name');
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that members.name can't hold (table members)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of members since contract, members.name can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "members" WHERE ("xc_retired_split_member_name_name" IS NULL);
-- which
SELECT CAST("id" AS TEXT) FROM "members" WHERE ("xc_retired_split_member_name_name" IS NULL) LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column members.name, which was retired (table members)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of members is gone already, and not by xc
-- run
DROP TRIGGER "xc_split_member_name_members_keep_ins";
DROP TRIGGER "xc_split_member_name_members_keep_upd";
ALTER TABLE "members" DROP COLUMN "xc_retired_split_member_name_name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('xc_retired_split_member_name_name')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of members: name as xc_retired_split_member_name_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "members" LIMIT 1) AS some_rows;

-- ---- backfill members, 1 key columns
-- parity
--   (("xc_retired_split_member_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_member_name_name", (length(CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END) + 2))))
-- estimate
SELECT COUNT(*) FROM "members";
-- lowest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "members" SET "xc_retired_split_member_name_name" = ("first_name" || ' ' || "last_name") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("xc_retired_split_member_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_member_name_name", (length(CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END) + 2))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("xc_retired_split_member_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_member_name_name", (length(CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END) + 2)))) THEN 1 END) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("xc_retired_split_member_name_name" AS TEXT), CAST("first_name" AS TEXT), CAST("last_name" AS TEXT), CAST(CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END AS TEXT), CAST(substr("xc_retired_split_member_name_name", (length(CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END) + 2)) AS TEXT), CAST(("first_name" || ' ' || "last_name") AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("xc_retired_split_member_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_member_name_name", (length(CASE WHEN instr("xc_retired_split_member_name_name", ' ') = 0 THEN "xc_retired_split_member_name_name" ELSE substr("xc_retired_split_member_name_name", 1, instr("xc_retired_split_member_name_name", ' ') - 1) END) + 2)))) ORDER BY "members"."id" LIMIT $3;
-- not null: 
