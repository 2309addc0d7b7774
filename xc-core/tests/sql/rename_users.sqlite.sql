-- rename_users on SQLite
--
-- requires create_people at expand or later: it makes table `users` (at create_people.rs:5:22), which is changed at rename_users.rs:15:9
--
-- expects table users, key (id), perhaps more
--   id integer not null
--   name varchar(100) not null
--   bio text null
--   visits bigint not null


-- ======== expand ========

-- ---- create table people (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table people already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "people" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "about" text, "visits" bigint NOT NULL DEFAULT 0);
-- undo
-- refused where this is above 0: table people has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "people" LIMIT 1) AS some_rows;
DROP TABLE "people";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'people';


-- ======== dual_write ========

-- ---- begin with an empty people (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: 
-- run
DELETE FROM "people";
-- undo
DELETE FROM "people";
-- probe
SELECT 0;

-- ---- people goes on from the numbers of users (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: 
-- run
DELETE FROM sqlite_sequence WHERE name = 'people';
INSERT INTO sqlite_sequence (name, seq) VALUES ('people', MAX(COALESCE((SELECT MAX("id") FROM "users"), 0), COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'users'), 0)));
-- undo: nothing
-- probe
SELECT 0;

-- ---- dual write of people to users (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_rename_users_users_people_d_ins_lock" BEFORE INSERT ON "people" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "users" WHERE NEW."id" = "users"."id" AND NOT (((NEW."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS NEW."name")) AND ((NEW."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS NEW."about")) AND ((NEW."visits" IS "users"."visits") OR ("users"."visits" IS NEW."visits")))) AND NOT EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = NEW."id")
BEGIN
  SELECT RAISE(ABORT, 'duplicate key: users has this row already, and the backfill has not copied it to people yet');
END;
CREATE TRIGGER "xc_rename_users_users_people_d_ins" AFTER INSERT ON "people" FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM "users" WHERE NEW."id" = "users"."id")
BEGIN
  INSERT INTO "users" ("id", "name", "bio", "visits") VALUES (NEW."id", NEW."name", NEW."about", NEW."visits");
END;
CREATE TRIGGER "xc_rename_users_users_people_d_upd" AFTER UPDATE OF "name", "about", "visits" ON "people" FOR EACH ROW WHEN NOT (NEW."name" COLLATE BINARY IS OLD."name" AND NEW."about" COLLATE BINARY IS OLD."about" AND NEW."visits" IS OLD."visits") AND (NEW."id" IS OLD."id") AND EXISTS (SELECT 1 FROM "users" WHERE NEW."id" = "users"."id" AND NOT (((NEW."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS NEW."name")) AND ((NEW."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS NEW."about")) AND ((NEW."visits" IS "users"."visits") OR ("users"."visits" IS NEW."visits")))) AND NOT EXISTS (SELECT 1 FROM "users" WHERE NEW."id" = "users"."id" AND (NOT (((OLD."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS OLD."name")) AND ((OLD."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS OLD."about")) AND ((OLD."visits" IS "users"."visits") OR ("users"."visits" IS OLD."visits"))) AND ((NEW."name" COLLATE BINARY IS OLD."name") OR NEW."name" COLLATE BINARY IS "users"."name") AND ((NEW."about" COLLATE BINARY IS OLD."about") OR NEW."about" COLLATE BINARY IS "users"."bio") AND ((NEW."visits" IS OLD."visits") OR NEW."visits" IS "users"."visits")))
BEGIN
  UPDATE "people" SET "name" = (SELECT CASE WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((OLD."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS OLD."name")) THEN "users"."name" ELSE NEW."name" END FROM "users" WHERE NEW."id" = "users"."id"), "about" = (SELECT CASE WHEN (NEW."about" COLLATE BINARY IS OLD."about") AND NOT ((OLD."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS OLD."about")) THEN "users"."bio" ELSE NEW."about" END FROM "users" WHERE NEW."id" = "users"."id"), "visits" = (SELECT CASE WHEN (NEW."visits" IS OLD."visits") AND NOT ((OLD."visits" IS "users"."visits") OR ("users"."visits" IS OLD."visits")) THEN "users"."visits" ELSE NEW."visits" END FROM "users" WHERE NEW."id" = "users"."id") WHERE "people"."id" = NEW."id" AND EXISTS (SELECT 1 FROM "users" WHERE NEW."id" = "users"."id" AND NOT (((OLD."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS OLD."name")) AND ((OLD."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS OLD."about")) AND ((OLD."visits" IS "users"."visits") OR ("users"."visits" IS OLD."visits"))));
  UPDATE "users" SET "name" = CASE WHEN (SELECT (("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) FROM "people" WHERE "people"."id" = NEW."id") THEN "name" ELSE (SELECT "people"."name" FROM "people" WHERE "people"."id" = NEW."id") END, "bio" = CASE WHEN (SELECT (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) FROM "people" WHERE "people"."id" = NEW."id") THEN "bio" ELSE (SELECT "people"."about" FROM "people" WHERE "people"."id" = NEW."id") END, "visits" = CASE WHEN (SELECT (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits")) FROM "people" WHERE "people"."id" = NEW."id") THEN "visits" ELSE (SELECT "people"."visits" FROM "people" WHERE "people"."id" = NEW."id") END WHERE NEW."id" = "users"."id" AND EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = NEW."id" AND NOT ((("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits"))));
END;
CREATE TRIGGER "xc_rename_users_users_people_d_key" AFTER UPDATE OF "id" ON "people" FOR EACH ROW WHEN NOT (NEW."id" IS OLD."id") AND EXISTS (SELECT 1 FROM "users" WHERE OLD."id" = "users"."id")
BEGIN
  UPDATE "users" SET "id" = NEW."id" WHERE OLD."id" = "users"."id";
  UPDATE "users" SET "name" = CASE WHEN (SELECT (("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) FROM "people" WHERE "people"."id" = NEW."id") THEN "name" ELSE (SELECT "people"."name" FROM "people" WHERE "people"."id" = NEW."id") END, "bio" = CASE WHEN (SELECT (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) FROM "people" WHERE "people"."id" = NEW."id") THEN "bio" ELSE (SELECT "people"."about" FROM "people" WHERE "people"."id" = NEW."id") END, "visits" = CASE WHEN (SELECT (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits")) FROM "people" WHERE "people"."id" = NEW."id") THEN "visits" ELSE (SELECT "people"."visits" FROM "people" WHERE "people"."id" = NEW."id") END WHERE NEW."id" = "users"."id" AND EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = NEW."id" AND NOT ((("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits"))));
END;
CREATE TRIGGER "xc_rename_users_users_people_d_del" AFTER DELETE ON "people" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "users" WHERE OLD."id" = "users"."id")
BEGIN
  DELETE FROM "users" WHERE OLD."id" = "users"."id";
END;
-- undo
DROP TRIGGER "xc_rename_users_users_people_d_ins_lock";
DROP TRIGGER "xc_rename_users_users_people_d_ins";
DROP TRIGGER "xc_rename_users_users_people_d_upd";
DROP TRIGGER "xc_rename_users_users_people_d_key";
DROP TRIGGER "xc_rename_users_users_people_d_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_rename_users_users_people_d_ins_lock', 'xc_rename_users_users_people_d_ins', 'xc_rename_users_users_people_d_upd', 'xc_rename_users_users_people_d_key', 'xc_rename_users_users_people_d_del');

-- ---- dual write of users to people (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_rename_users_users_people_m_ins" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT FALSE AND NOT EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = NEW."id" AND ((("people"."name" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS NEW."visits") OR (NEW."visits" IS "people"."visits"))))
BEGIN
  UPDATE "people" SET "name" = CASE WHEN (("people"."name" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS "people"."name")) THEN "people"."name" ELSE NEW."name" END, "about" = CASE WHEN (("people"."about" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "people"."about")) THEN "people"."about" ELSE NEW."bio" END, "visits" = CASE WHEN (("people"."visits" IS NEW."visits") OR (NEW."visits" IS "people"."visits")) THEN "people"."visits" ELSE NEW."visits" END WHERE "people"."id" = NEW."id";
  INSERT INTO "people" ("id", "name", "about", "visits") SELECT NEW."id", NEW."name", NEW."bio", NEW."visits" WHERE NOT FALSE AND NOT EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = NEW."id");
END;
CREATE TRIGGER "xc_rename_users_users_people_m_key" AFTER UPDATE OF "id" ON "users" FOR EACH ROW WHEN NOT (NEW."id" IS OLD."id")
BEGIN
  UPDATE "people" SET "id" = NEW."id" WHERE "people"."id" = OLD."id";
END;
CREATE TRIGGER "xc_rename_users_users_people_m_upd" AFTER UPDATE OF "name", "bio", "visits" ON "users" FOR EACH ROW WHEN NOT (NEW."name" COLLATE BINARY IS OLD."name" AND NEW."bio" COLLATE BINARY IS OLD."bio" AND NEW."visits" IS OLD."visits") AND NOT EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = NEW."id" AND ((("people"."name" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS NEW."visits") OR (NEW."visits" IS "people"."visits"))))
BEGIN
  UPDATE "people" SET "name" = CASE WHEN (("people"."name" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS "people"."name")) THEN "people"."name" ELSE NEW."name" END, "about" = CASE WHEN (("people"."about" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "people"."about")) THEN "people"."about" ELSE NEW."bio" END, "visits" = CASE WHEN (("people"."visits" IS NEW."visits") OR (NEW."visits" IS "people"."visits")) THEN "people"."visits" ELSE NEW."visits" END WHERE "people"."id" = NEW."id";
  INSERT INTO "people" ("id", "name", "about", "visits") SELECT NEW."id", NEW."name", NEW."bio", NEW."visits" WHERE NOT FALSE AND NOT EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = NEW."id");
END;
CREATE TRIGGER "xc_rename_users_users_people_m_del" AFTER DELETE ON "users" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = OLD."id")
BEGIN
  DELETE FROM "people" WHERE "people"."id" = OLD."id";
END;
-- undo
DROP TRIGGER "xc_rename_users_users_people_m_ins";
DROP TRIGGER "xc_rename_users_users_people_m_key";
DROP TRIGGER "xc_rename_users_users_people_m_upd";
DROP TRIGGER "xc_rename_users_users_people_m_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_rename_users_users_people_m_ins', 'xc_rename_users_users_people_m_key', 'xc_rename_users_users_people_m_upd', 'xc_rename_users_users_people_m_del');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- parity
--   (CASE WHEN "people"."id" IS NULL THEN FALSE ELSE ((("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits"))) END)
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("users"."id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("users"."id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("users"."id" AS TEXT) FROM "users" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
INSERT INTO "people" ("id", "name", "about", "visits") SELECT "users"."id", "users"."name", "users"."bio", "users"."visits" FROM "users" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) AND NOT FALSE AND NOT EXISTS (SELECT 1 FROM "people" WHERE "people"."id" = "users"."id");
-- fill
UPDATE "people" SET "name" = CASE WHEN (("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) THEN "people"."name" ELSE "users"."name" END, "about" = CASE WHEN (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) THEN "people"."about" ELSE "users"."bio" END, "visits" = CASE WHEN (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits")) THEN "people"."visits" ELSE "users"."visits" END FROM "users" WHERE "people"."id" = "users"."id" AND "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) AND NOT ((("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits")));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "people"."id" IS NULL THEN FALSE ELSE ((("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits"))) END) THEN 1 END) FROM "users" LEFT JOIN "people" ON "people"."id" = "users"."id" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("users"."id" AS TEXT) FROM "users" LEFT JOIN "people" ON "people"."id" = "users"."id" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) AND NOT (CASE WHEN "people"."id" IS NULL THEN FALSE ELSE ((("people"."name" COLLATE BINARY IS "users"."name") OR ("users"."name" COLLATE BINARY IS "people"."name")) AND (("people"."about" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "people"."about")) AND (("people"."visits" IS "users"."visits") OR ("users"."visits" IS "people"."visits"))) END) ORDER BY "users"."id" LIMIT $3;
-- not null: 

-- ---- backfill people, 1 key columns
-- parity
--   ("users"."id" IS NOT NULL)
-- estimate
SELECT COUNT(*) FROM "people";
-- lowest
SELECT CAST("people"."id" AS TEXT) FROM "people" ORDER BY "people"."id" LIMIT 1;
-- highest
SELECT CAST("people"."id" AS TEXT) FROM "people" ORDER BY "people"."id" DESC LIMIT 1;
-- cut
SELECT CAST("people"."id" AS TEXT) FROM "people" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) ORDER BY "people"."id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT CAST("people"."id" AS TEXT) FROM "people" LEFT JOIN "users" ON "people"."id" = "users"."id" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) AND "users"."id" IS NULL;
-- mend it
DELETE FROM "people" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) AND NOT EXISTS (SELECT 1 FROM "users" WHERE "people"."id" = "users"."id");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("users"."id" IS NOT NULL) THEN 1 END) FROM "people" LEFT JOIN "users" ON "people"."id" = "users"."id" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("people"."id" AS TEXT) FROM "people" LEFT JOIN "users" ON "people"."id" = "users"."id" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) AND NOT ("users"."id" IS NOT NULL) ORDER BY "people"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of people to users (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_rename_users_users_people_d_ins_lock";
DROP TRIGGER "xc_rename_users_users_people_d_ins";
DROP TRIGGER "xc_rename_users_users_people_d_upd";
DROP TRIGGER "xc_rename_users_users_people_d_key";
DROP TRIGGER "xc_rename_users_users_people_d_del";
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_rename_users_users_people_d_ins_lock', 'xc_rename_users_users_people_d_ins', 'xc_rename_users_users_people_d_upd', 'xc_rename_users_users_people_d_key', 'xc_rename_users_users_people_d_del')) = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to people (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_rename_users_users_people_m_ins";
DROP TRIGGER "xc_rename_users_users_people_m_key";
DROP TRIGGER "xc_rename_users_users_people_m_upd";
DROP TRIGGER "xc_rename_users_users_people_m_del";
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_rename_users_users_people_m_ins', 'xc_rename_users_users_people_m_key', 'xc_rename_users_users_people_m_upd', 'xc_rename_users_users_people_m_del')) = 0 THEN 1 ELSE 0 END;

-- ---- drop table users (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users is gone already, and not by xc
-- run
DROP TABLE "users";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'users') = 0 THEN 1 ELSE 0 END;
