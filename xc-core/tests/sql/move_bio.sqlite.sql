-- move_bio on SQLite
--
-- requires create_people at expand or later: it makes table `users` (at create_people.rs:5:22), which is changed at move_bio.rs:16:9
--
-- expects table users, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   bio text null
--   visits bigint not null


-- ======== expand ========

-- ---- create table profiles (table profiles)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table profiles already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "profiles" ("user_id" bigint NOT NULL, "bio" text, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "views" bigint NOT NULL DEFAULT 0, PRIMARY KEY ("user_id"));
-- undo
-- refused where this is above 0: table profiles has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "profiles" LIMIT 1) AS some_rows;
DROP TABLE "profiles";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'profiles';


-- ======== dual_write ========

-- ---- let v2 leave out users.name (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: column users.name has a default that the migrations do not know: drop it, or declare it
-- run
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL DEFAULT '', "bio" text, "visits" bigint NOT NULL DEFAULT 0);
INSERT INTO "xc_new_users" ("id", "name", "bio", "visits") SELECT "id", "name", "bio", "visits" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- undo
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "bio" text, "visits" bigint NOT NULL DEFAULT 0);
INSERT INTO "xc_new_users" ("id", "name", "bio", "visits") SELECT "id", "name", "bio", "visits" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- probe
SELECT COUNT(*) FROM pragma_table_info('users') WHERE name IN ('name') AND dflt_value IS NOT NULL;

-- ---- dual write of profiles to users (table profiles)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table profiles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_move_bio_users_profiles_d_ins" AFTER INSERT ON "profiles" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "users" WHERE NEW."user_id" = "users"."id" AND NOT (((NEW."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS NEW."bio")) AND ((NEW."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")))))
BEGIN
  UPDATE "profiles" SET "bio" = (SELECT CASE WHEN NEW."bio" IS NULL THEN "users"."bio" ELSE NEW."bio" END FROM "users" WHERE NEW."user_id" = "users"."id"), "first_name" = (SELECT CASE WHEN NEW."first_name" IS NULL THEN CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END ELSE NEW."first_name" END FROM "users" WHERE NEW."user_id" = "users"."id"), "last_name" = (SELECT CASE WHEN NEW."last_name" IS NULL THEN substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END FROM "users" WHERE NEW."user_id" = "users"."id") WHERE "profiles"."user_id" = NEW."user_id" AND EXISTS (SELECT 1 FROM "users" WHERE NEW."user_id" = "users"."id" AND NOT ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS '')));
  UPDATE "users" SET "bio" = CASE WHEN (SELECT (("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN "bio" ELSE (SELECT "profiles"."bio" FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") END, "name" = CASE WHEN (SELECT (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN "name" ELSE (SELECT ("profiles"."first_name" || ' ' || "profiles"."last_name") FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") END WHERE NEW."user_id" = "users"."id" AND EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id" AND NOT ((("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))));
END;
CREATE TRIGGER "xc_move_bio_users_profiles_d_upd" AFTER UPDATE OF "bio", "first_name", "last_name" ON "profiles" FOR EACH ROW WHEN NOT (NEW."bio" COLLATE BINARY IS OLD."bio" AND NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND (NEW."user_id" IS OLD."user_id") AND EXISTS (SELECT 1 FROM "users" WHERE NEW."user_id" = "users"."id" AND NOT (((NEW."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS NEW."bio")) AND ((NEW."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")))) AND NOT (NOT (((OLD."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS OLD."bio")) AND ((OLD."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")))) AND ((NEW."bio" COLLATE BINARY IS OLD."bio") OR NEW."bio" COLLATE BINARY IS "users"."bio") AND ((NEW."first_name" COLLATE BINARY IS OLD."first_name") OR NEW."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) AND ((NEW."last_name" COLLATE BINARY IS OLD."last_name") OR NEW."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2)))))
BEGIN
  UPDATE "profiles" SET "bio" = (SELECT CASE WHEN (NEW."bio" COLLATE BINARY IS OLD."bio") AND NOT ((OLD."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS OLD."bio")) THEN "users"."bio" ELSE NEW."bio" END FROM "users" WHERE NEW."user_id" = "users"."id"), "first_name" = (SELECT CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name"))) THEN CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END ELSE NEW."first_name" END FROM "users" WHERE NEW."user_id" = "users"."id"), "last_name" = (SELECT CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name"))) THEN substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END FROM "users" WHERE NEW."user_id" = "users"."id") WHERE "profiles"."user_id" = NEW."user_id" AND EXISTS (SELECT 1 FROM "users" WHERE NEW."user_id" = "users"."id" AND NOT (((OLD."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS OLD."bio")) AND ((OLD."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")))));
  UPDATE "users" SET "bio" = CASE WHEN (SELECT (("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN "bio" ELSE (SELECT "profiles"."bio" FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") END, "name" = CASE WHEN (SELECT (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN "name" ELSE (SELECT ("profiles"."first_name" || ' ' || "profiles"."last_name") FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") END WHERE NEW."user_id" = "users"."id" AND EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id" AND NOT ((("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))));
END;
CREATE TRIGGER "xc_move_bio_users_profiles_d_ins_lock" BEFORE INSERT ON "profiles" FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM "users" WHERE NEW."user_id" = "users"."id")
BEGIN
  SELECT RAISE(ABORT, 'no row of users belongs to this row of profiles: insert that one first');
END;
CREATE TRIGGER "xc_move_bio_users_profiles_d_key" AFTER UPDATE OF "user_id" ON "profiles" FOR EACH ROW WHEN NOT (NEW."user_id" IS OLD."user_id")
BEGIN
  UPDATE "users" SET "bio" = NULL, "name" = '' WHERE OLD."user_id" = "users"."id" AND NOT ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS ''));
  SELECT RAISE(ABORT, 'no row of users belongs to this row of profiles: insert that one first') WHERE NOT EXISTS (SELECT 1 FROM "users" WHERE NEW."user_id" = "users"."id");
  UPDATE "users" SET "bio" = CASE WHEN (SELECT (("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN "bio" ELSE (SELECT "profiles"."bio" FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") END, "name" = CASE WHEN (SELECT (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") THEN "name" ELSE (SELECT ("profiles"."first_name" || ' ' || "profiles"."last_name") FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id") END WHERE NEW."user_id" = "users"."id" AND EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = NEW."user_id" AND NOT ((("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))));
END;
CREATE TRIGGER "xc_move_bio_users_profiles_d_del" AFTER DELETE ON "profiles" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "users" WHERE OLD."user_id" = "users"."id" AND NOT ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS '')))
BEGIN
  UPDATE "users" SET "bio" = NULL, "name" = '' WHERE OLD."user_id" = "users"."id" AND NOT ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS ''));
END;
-- undo
DROP TRIGGER "xc_move_bio_users_profiles_d_ins";
DROP TRIGGER "xc_move_bio_users_profiles_d_upd";
DROP TRIGGER "xc_move_bio_users_profiles_d_ins_lock";
DROP TRIGGER "xc_move_bio_users_profiles_d_key";
DROP TRIGGER "xc_move_bio_users_profiles_d_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_move_bio_users_profiles_d_ins', 'xc_move_bio_users_profiles_d_upd', 'xc_move_bio_users_profiles_d_ins_lock', 'xc_move_bio_users_profiles_d_key', 'xc_move_bio_users_profiles_d_del');

-- ---- dual write of users to profiles (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_move_bio_users_profiles_m_ins" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT (NEW."bio" IS NULL AND (NEW."name" IS NULL OR NEW."name" COLLATE BINARY IS '')) AND NOT EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = NEW."id" AND ((("profiles"."bio" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))) OR (NEW."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))))
BEGIN
  UPDATE "profiles" SET "bio" = CASE WHEN (("profiles"."bio" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "profiles"."bio")) THEN "profiles"."bio" ELSE NEW."bio" END, "first_name" = CASE WHEN (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))) OR (NEW."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."first_name" ELSE CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END END, "last_name" = CASE WHEN (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))) OR (NEW."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."last_name" ELSE substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) END WHERE "profiles"."user_id" = NEW."id";
  INSERT INTO "profiles" ("user_id", "bio", "first_name", "last_name") SELECT NEW."id", NEW."bio", CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE NOT (NEW."bio" IS NULL AND (NEW."name" IS NULL OR NEW."name" COLLATE BINARY IS '')) AND NOT EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = NEW."id");
END;
CREATE TRIGGER "xc_move_bio_users_profiles_m_key" AFTER UPDATE OF "id" ON "users" FOR EACH ROW WHEN NOT (NEW."id" IS OLD."id")
BEGIN
  UPDATE "profiles" SET "user_id" = NEW."id" WHERE "profiles"."user_id" = OLD."id";
END;
CREATE TRIGGER "xc_move_bio_users_profiles_m_upd" AFTER UPDATE OF "bio", "name" ON "users" FOR EACH ROW WHEN NOT (NEW."bio" COLLATE BINARY IS OLD."bio" AND NEW."name" COLLATE BINARY IS OLD."name") AND NOT EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = NEW."id" AND ((("profiles"."bio" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))) OR (NEW."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))))
BEGIN
  UPDATE "profiles" SET "bio" = CASE WHEN (("profiles"."bio" COLLATE BINARY IS NEW."bio") OR (NEW."bio" COLLATE BINARY IS "profiles"."bio")) THEN "profiles"."bio" ELSE NEW."bio" END, "first_name" = CASE WHEN (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))) OR (NEW."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."first_name" ELSE CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END END, "last_name" = CASE WHEN (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))) OR (NEW."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."last_name" ELSE substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) END WHERE "profiles"."user_id" = NEW."id";
  INSERT INTO "profiles" ("user_id", "bio", "first_name", "last_name") SELECT NEW."id", NEW."bio", CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE NOT (NEW."bio" IS NULL AND (NEW."name" IS NULL OR NEW."name" COLLATE BINARY IS '')) AND NOT EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = NEW."id");
END;
CREATE TRIGGER "xc_move_bio_users_profiles_m_del" AFTER DELETE ON "users" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = OLD."id")
BEGIN
  DELETE FROM "profiles" WHERE "profiles"."user_id" = OLD."id";
END;
-- undo
DROP TRIGGER "xc_move_bio_users_profiles_m_ins";
DROP TRIGGER "xc_move_bio_users_profiles_m_key";
DROP TRIGGER "xc_move_bio_users_profiles_m_upd";
DROP TRIGGER "xc_move_bio_users_profiles_m_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_move_bio_users_profiles_m_ins', 'xc_move_bio_users_profiles_m_key', 'xc_move_bio_users_profiles_m_upd', 'xc_move_bio_users_profiles_m_del');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- parity
--   (CASE WHEN "profiles"."user_id" IS NULL THEN ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS '')) ELSE ((("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))) END)
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("users"."id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("users"."id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("users"."id" AS TEXT) FROM "users" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
INSERT INTO "profiles" ("user_id", "bio", "first_name", "last_name") SELECT "users"."id", "users"."bio", CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END, substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2)) FROM "users" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) AND NOT ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS '')) AND NOT EXISTS (SELECT 1 FROM "profiles" WHERE "profiles"."user_id" = "users"."id");
-- fill
UPDATE "profiles" SET "bio" = CASE WHEN (("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) THEN "profiles"."bio" ELSE "users"."bio" END, "first_name" = CASE WHEN (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."first_name" ELSE CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END END, "last_name" = CASE WHEN (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))) THEN "profiles"."last_name" ELSE substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2)) END FROM "users" WHERE "profiles"."user_id" = "users"."id" AND "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) AND NOT ((("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name"))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "profiles"."user_id" IS NULL THEN ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS '')) ELSE ((("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))) END) THEN 1 END) FROM "users" LEFT JOIN "profiles" ON "profiles"."user_id" = "users"."id" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("users"."id" AS TEXT) FROM "users" LEFT JOIN "profiles" ON "profiles"."user_id" = "users"."id" WHERE "users"."id" >= CAST($1 AS INTEGER) AND "users"."id" <= CAST($2 AS INTEGER) AND NOT (CASE WHEN "profiles"."user_id" IS NULL THEN ("users"."bio" IS NULL AND ("users"."name" IS NULL OR "users"."name" COLLATE BINARY IS '')) ELSE ((("profiles"."bio" COLLATE BINARY IS "users"."bio") OR ("users"."bio" COLLATE BINARY IS "profiles"."bio")) AND (("profiles"."first_name" COLLATE BINARY IS CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END AND "profiles"."last_name" COLLATE BINARY IS substr("users"."name", (length(CASE WHEN instr("users"."name", ' ') = 0 THEN "users"."name" ELSE substr("users"."name", 1, instr("users"."name", ' ') - 1) END) + 2))) OR ("users"."name" COLLATE BINARY IS ("profiles"."first_name" || ' ' || "profiles"."last_name")))) END) ORDER BY "users"."id" LIMIT $3;
-- not null: 

-- ---- backfill profiles, 1 key columns
-- parity
--   ("users"."id" IS NOT NULL)
-- estimate
SELECT COUNT(*) FROM "profiles";
-- lowest
SELECT CAST("profiles"."user_id" AS TEXT) FROM "profiles" ORDER BY "profiles"."user_id" LIMIT 1;
-- highest
SELECT CAST("profiles"."user_id" AS TEXT) FROM "profiles" ORDER BY "profiles"."user_id" DESC LIMIT 1;
-- cut
SELECT CAST("profiles"."user_id" AS TEXT) FROM "profiles" WHERE "profiles"."user_id" >= CAST($1 AS INTEGER) AND "profiles"."user_id" <= CAST($2 AS INTEGER) ORDER BY "profiles"."user_id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT CAST("profiles"."user_id" AS TEXT) FROM "profiles" LEFT JOIN "users" ON "profiles"."user_id" = "users"."id" WHERE "profiles"."user_id" >= CAST($1 AS INTEGER) AND "profiles"."user_id" <= CAST($2 AS INTEGER) AND "users"."id" IS NULL;
-- mend it
DELETE FROM "profiles" WHERE "profiles"."user_id" >= CAST($1 AS INTEGER) AND "profiles"."user_id" <= CAST($2 AS INTEGER) AND NOT EXISTS (SELECT 1 FROM "users" WHERE "profiles"."user_id" = "users"."id");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("users"."id" IS NOT NULL) THEN 1 END) FROM "profiles" LEFT JOIN "users" ON "profiles"."user_id" = "users"."id" WHERE "profiles"."user_id" >= CAST($1 AS INTEGER) AND "profiles"."user_id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("profiles"."user_id" AS TEXT) FROM "profiles" LEFT JOIN "users" ON "profiles"."user_id" = "users"."id" WHERE "profiles"."user_id" >= CAST($1 AS INTEGER) AND "profiles"."user_id" <= CAST($2 AS INTEGER) AND NOT ("users"."id" IS NOT NULL) ORDER BY "profiles"."user_id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of profiles to users (table profiles)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on profiles are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_move_bio_users_profiles_d_ins";
DROP TRIGGER "xc_move_bio_users_profiles_d_upd";
DROP TRIGGER "xc_move_bio_users_profiles_d_ins_lock";
DROP TRIGGER "xc_move_bio_users_profiles_d_key";
DROP TRIGGER "xc_move_bio_users_profiles_d_del";
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_move_bio_users_profiles_d_ins', 'xc_move_bio_users_profiles_d_upd', 'xc_move_bio_users_profiles_d_ins_lock', 'xc_move_bio_users_profiles_d_key', 'xc_move_bio_users_profiles_d_del')) = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to profiles (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_move_bio_users_profiles_m_ins";
DROP TRIGGER "xc_move_bio_users_profiles_m_key";
DROP TRIGGER "xc_move_bio_users_profiles_m_upd";
DROP TRIGGER "xc_move_bio_users_profiles_m_del";
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_move_bio_users_profiles_m_ins', 'xc_move_bio_users_profiles_m_key', 'xc_move_bio_users_profiles_m_upd', 'xc_move_bio_users_profiles_m_del')) = 0 THEN 1 ELSE 0 END;

-- ---- drop columns users.bio, users.name (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: users.bio, users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "visits" bigint NOT NULL DEFAULT 0);
INSERT INTO "xc_new_users" ("id", "visits") SELECT "id", "visits" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('bio', 'name')) = 0 THEN 1 ELSE 0 END;
