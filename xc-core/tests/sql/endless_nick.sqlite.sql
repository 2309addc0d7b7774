-- endless_nick on SQLite
--
-- requires create_members at expand or later: it makes table `members` (at create_members.rs:6:22), which is changed at endless_nick.rs:10:9
--
-- expects table members, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   email varchar(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add column members.nick (table members)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table members has one of the columns nick already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "members" ADD COLUMN "nick" varchar(100);
-- undo
ALTER TABLE "members" DROP COLUMN "nick";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('members') WHERE name IN ('nick');


-- ======== dual_write ========

-- ---- dual write of members (table members)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds members
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "nick" varchar(100));
INSERT INTO "xc_new_members" ("id", "name", "email", "visits", "nick") SELECT "id", "name", "email", "visits", "nick" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
CREATE TRIGGER "xc_endless_nick_members_ins_fwd" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."nick" IS NULL) AND NOT ((NEW."nick" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS coalesce(NEW."nick", '')))
BEGIN
  UPDATE "members" SET "nick" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_endless_nick_members_upd_fwd" AFTER UPDATE OF "name" ON "members" FOR EACH ROW WHEN (NEW."nick" COLLATE BINARY IS OLD."nick") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((NEW."nick" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS coalesce(NEW."nick", '')))
BEGIN
  UPDATE "members" SET "nick" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_endless_nick_members_ins_rev" AFTER INSERT ON "members" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."nick" IS NULL)
BEGIN
  UPDATE "members" SET "name" = coalesce(NEW."nick", '') WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_endless_nick_members_upd_rev" AFTER UPDATE OF "nick" ON "members" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."nick" COLLATE BINARY IS OLD."nick") AND NOT ((NEW."nick" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS coalesce(NEW."nick", '')))
BEGIN
  UPDATE "members" SET "name" = coalesce(NEW."nick", '') WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_endless_nick_members_ins_nn_name" BEFORE INSERT ON "members" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."nick" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.name');
END;
CREATE TRIGGER "xc_endless_nick_members_upd_nn_name" BEFORE UPDATE OF "name" ON "members" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: members.name');
END;
-- undo
-- rebuilds members
DROP TRIGGER "xc_endless_nick_members_ins_fwd";
DROP TRIGGER "xc_endless_nick_members_upd_fwd";
DROP TRIGGER "xc_endless_nick_members_ins_rev";
DROP TRIGGER "xc_endless_nick_members_upd_rev";
DROP TRIGGER "xc_endless_nick_members_ins_nn_name";
DROP TRIGGER "xc_endless_nick_members_upd_nn_name";
CREATE TABLE "xc_new_members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0, "nick" varchar(100));
INSERT INTO "xc_new_members" ("id", "name", "email", "visits", "nick") SELECT "id", "name", "email", "visits", "nick" FROM "members";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_members';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_members', seq FROM sqlite_sequence WHERE name = 'members';
DROP TABLE "members";
ALTER TABLE "xc_new_members" RENAME TO "members";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_endless_nick_members_ins_fwd', 'xc_endless_nick_members_upd_fwd', 'xc_endless_nick_members_ins_rev', 'xc_endless_nick_members_upd_rev', 'xc_endless_nick_members_ins_nn_name', 'xc_endless_nick_members_upd_nn_name');


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- parity
--   (("nick" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("nick", '')))
-- estimate
SELECT COUNT(*) FROM "members";
-- lowest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "members" SET "nick" = "name" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("nick" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("nick", '')));
-- the other way round
UPDATE "members" SET "name" = coalesce("nick", '') WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("nick" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("nick", '')));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("nick" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("nick", ''))) THEN 1 END) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("name" AS TEXT), CAST("nick" AS TEXT), CAST("name" AS TEXT), CAST(coalesce("nick", '') AS TEXT) FROM "members" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("nick" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("nick", ''))) ORDER BY "members"."id" LIMIT $3;
-- not null: 
