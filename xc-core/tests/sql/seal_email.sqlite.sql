-- seal_email on SQLite
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at seal_email.rs:8:9
--
-- expects table users, key (id), perhaps more
--   id integer not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add column users.sealed (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns sealed already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "sealed" varchar(288);
-- undo
ALTER TABLE "users" DROP COLUMN "sealed";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('sealed');


-- ======== dual_write ========

-- ---- dual write of users (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_seal_email_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."sealed" IS NULL) AND NOT (NEW."email" COLLATE BINARY IS substr(NEW."sealed", 34, 255))
BEGIN
  UPDATE "users" SET "sealed" = (lower(hex(randomblob(16))) || ':' || NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_seal_email_users_upd_fwd" AFTER UPDATE OF "email" ON "users" FOR EACH ROW WHEN (NEW."sealed" COLLATE BINARY IS OLD."sealed") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."email" COLLATE BINARY IS substr(NEW."sealed", 34, 255))
BEGIN
  UPDATE "users" SET "sealed" = (lower(hex(randomblob(16))) || ':' || NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_seal_email_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."email" IS NULL) AND NOT (NEW."sealed" IS NULL)
BEGIN
  UPDATE "users" SET "email" = substr(NEW."sealed", 34, 255) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_seal_email_users_upd_rev" AFTER UPDATE OF "sealed" ON "users" FOR EACH ROW WHEN (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."sealed" COLLATE BINARY IS OLD."sealed") AND NOT (NEW."email" COLLATE BINARY IS substr(NEW."sealed", 34, 255))
BEGIN
  UPDATE "users" SET "email" = substr(NEW."sealed", 34, 255) WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_seal_email_users_ins_fwd";
DROP TRIGGER "xc_seal_email_users_upd_fwd";
DROP TRIGGER "xc_seal_email_users_ins_rev";
DROP TRIGGER "xc_seal_email_users_upd_rev";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_seal_email_users_ins_fwd', 'xc_seal_email_users_upd_fwd', 'xc_seal_email_users_ins_rev', 'xc_seal_email_users_upd_rev');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- parity
--   ("email" COLLATE BINARY IS substr("sealed", 34, 255))
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "sealed" = (lower(hex(randomblob(16))) || ':' || "email") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("email" COLLATE BINARY IS substr("sealed", 34, 255));
-- the other way round
UPDATE "users" SET "email" = substr("sealed", 34, 255) WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("email" COLLATE BINARY IS substr("sealed", 34, 255));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("email" COLLATE BINARY IS substr("sealed", 34, 255)) THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("email" AS TEXT), CAST("sealed" AS TEXT), CAST((lower(hex(randomblob(16))) || ':' || "email") AS TEXT), CAST(substr("sealed", 34, 255) AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("email" COLLATE BINARY IS substr("sealed", 34, 255)) ORDER BY "users"."id" LIMIT $3;
-- not null: 
