-- rename_account on SQLite
--
-- requires create_accounts_of_teams at expand or later: it makes table `accounts` (at create_accounts_of_teams.rs:6:22), which is changed at rename_account.rs:14:9
--
-- expects table accounts, key (id), nothing else
--   id bigint not null
--   name varchar(100) not null
--   mail varchar(200) not null
--   team bigint null
--   score integer not null
--   created datetime not null


-- ======== expand ========

-- ---- add columns accounts.full_name, accounts.email, accounts.team_id, accounts.stars, accounts.joined (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table accounts has one of the columns full_name, email, team_id, stars, joined already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "accounts" ADD COLUMN "full_name" varchar(100);
ALTER TABLE "accounts" ADD COLUMN "email" varchar(200);
ALTER TABLE "accounts" ADD COLUMN "team_id" bigint;
ALTER TABLE "accounts" ADD COLUMN "stars" integer DEFAULT 0;
ALTER TABLE "accounts" ADD COLUMN "joined" datetime;
-- undo
ALTER TABLE "accounts" DROP COLUMN "full_name";
ALTER TABLE "accounts" DROP COLUMN "email";
ALTER TABLE "accounts" DROP COLUMN "team_id";
ALTER TABLE "accounts" DROP COLUMN "stars";
ALTER TABLE "accounts" DROP COLUMN "joined";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('accounts') WHERE name IN ('full_name', 'email', 'team_id', 'stars', 'joined');


-- ======== dual_write ========

-- ---- dual write of accounts (table accounts)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds accounts
CREATE TABLE "xc_new_accounts" ("id" bigint NOT NULL, "name" varchar(100), "mail" varchar(200), "team" bigint, "score" integer NOT NULL DEFAULT 0, "created" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "full_name" varchar(100), "email" varchar(200), "team_id" bigint, "stars" integer DEFAULT 0, "joined" datetime, PRIMARY KEY ("id"), CONSTRAINT "accounts_mail_key" UNIQUE ("mail"), CONSTRAINT "accounts_team_name_key" UNIQUE ("team", "name"), CONSTRAINT "accounts_team_fkey" FOREIGN KEY ("team") REFERENCES "teams" ("id"));
INSERT INTO "xc_new_accounts" ("id", "name", "mail", "team", "score", "created", "full_name", "email", "team_id", "stars", "joined") SELECT "id", "name", "mail", "team", "score", "created", "full_name", "email", "team_id", "stars", "joined" FROM "accounts";
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
CREATE TRIGGER "xc_rename_account_accounts_ins_fwd" AFTER INSERT ON "accounts" FOR EACH ROW WHEN (((NEW."full_name" IS NULL) AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name")) OR ((NEW."email" IS NULL) AND NOT (NEW."email" COLLATE BINARY IS NEW."mail")) OR ((NEW."team_id" IS NULL) AND NOT (NEW."team_id" IS NEW."team")) OR ((NEW."stars" IS 0) AND NOT (NEW."stars" IS NEW."score")) OR ((NEW."joined" IS NULL) AND NOT (NEW."joined" IS NEW."created")))
BEGIN
  UPDATE "accounts" SET "full_name" = CASE WHEN (NEW."full_name" IS NULL) AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name") THEN NEW."name" ELSE "full_name" END, "email" = CASE WHEN (NEW."email" IS NULL) AND NOT (NEW."email" COLLATE BINARY IS NEW."mail") THEN NEW."mail" ELSE "email" END, "team_id" = CASE WHEN (NEW."team_id" IS NULL) AND NOT (NEW."team_id" IS NEW."team") THEN NEW."team" ELSE "team_id" END, "stars" = CASE WHEN (NEW."stars" IS 0) AND NOT (NEW."stars" IS NEW."score") THEN NEW."score" ELSE "stars" END, "joined" = CASE WHEN (NEW."joined" IS NULL) AND NOT (NEW."joined" IS NEW."created") THEN NEW."created" ELSE "joined" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_fwd" AFTER UPDATE OF "name", "mail", "team", "score", "created" ON "accounts" FOR EACH ROW WHEN (((NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name")) OR ((NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail")) OR ((NEW."team_id" IS OLD."team_id") AND NOT (NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS NEW."team")) OR ((NEW."stars" IS OLD."stars") AND NOT (NEW."score" IS OLD."score") AND NOT (NEW."stars" IS NEW."score")) OR ((NEW."joined" IS OLD."joined") AND NOT (NEW."created" IS OLD."created") AND NOT (NEW."joined" IS NEW."created")))
BEGIN
  UPDATE "accounts" SET "full_name" = CASE WHEN (NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name") THEN NEW."name" ELSE "full_name" END, "email" = CASE WHEN (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail") THEN NEW."mail" ELSE "email" END, "team_id" = CASE WHEN (NEW."team_id" IS OLD."team_id") AND NOT (NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS NEW."team") THEN NEW."team" ELSE "team_id" END, "stars" = CASE WHEN (NEW."stars" IS OLD."stars") AND NOT (NEW."score" IS OLD."score") AND NOT (NEW."stars" IS NEW."score") THEN NEW."score" ELSE "stars" END, "joined" = CASE WHEN (NEW."joined" IS OLD."joined") AND NOT (NEW."created" IS OLD."created") AND NOT (NEW."joined" IS NEW."created") THEN NEW."created" ELSE "joined" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_ins_rev" AFTER INSERT ON "accounts" FOR EACH ROW WHEN (((NEW."name" IS NULL) AND NOT (NEW."full_name" IS NULL)) OR ((NEW."mail" IS NULL) AND NOT (NEW."email" IS NULL)) OR ((NEW."team" IS NULL) AND NOT (NEW."team_id" IS NULL)) OR (((NEW."score" IS NULL OR NEW."score" IS 0)) AND NOT (NEW."stars" IS 0)) OR (((NEW."created" IS NULL OR NEW."created" IS CURRENT_TIMESTAMP)) AND NOT (NEW."joined" IS NULL)))
BEGIN
  UPDATE "accounts" SET "name" = CASE WHEN (NEW."name" IS NULL) AND NOT (NEW."full_name" IS NULL) THEN NEW."full_name" ELSE "name" END, "mail" = CASE WHEN (NEW."mail" IS NULL) AND NOT (NEW."email" IS NULL) THEN NEW."email" ELSE "mail" END, "team" = CASE WHEN (NEW."team" IS NULL) AND NOT (NEW."team_id" IS NULL) THEN NEW."team_id" ELSE "team" END, "score" = CASE WHEN ((NEW."score" IS NULL OR NEW."score" IS 0)) AND NOT (NEW."stars" IS 0) THEN NEW."stars" ELSE "score" END, "created" = CASE WHEN ((NEW."created" IS NULL OR NEW."created" IS CURRENT_TIMESTAMP)) AND NOT (NEW."joined" IS NULL) THEN NEW."joined" ELSE "created" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_rev" AFTER UPDATE OF "full_name", "email", "team_id", "stars", "joined" ON "accounts" FOR EACH ROW WHEN (((NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name")) OR ((NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail")) OR ((NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS OLD."team_id") AND NOT (NEW."team_id" IS NEW."team")) OR ((NEW."score" IS OLD."score") AND NOT (NEW."stars" IS OLD."stars") AND NOT (NEW."stars" IS NEW."score")) OR ((NEW."created" IS OLD."created") AND NOT (NEW."joined" IS OLD."joined") AND NOT (NEW."joined" IS NEW."created")))
BEGIN
  UPDATE "accounts" SET "name" = CASE WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name") THEN NEW."full_name" ELSE "name" END, "mail" = CASE WHEN (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail") THEN NEW."email" ELSE "mail" END, "team" = CASE WHEN (NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS OLD."team_id") AND NOT (NEW."team_id" IS NEW."team") THEN NEW."team_id" ELSE "team" END, "score" = CASE WHEN (NEW."score" IS OLD."score") AND NOT (NEW."stars" IS OLD."stars") AND NOT (NEW."stars" IS NEW."score") THEN NEW."stars" ELSE "score" END, "created" = CASE WHEN (NEW."created" IS OLD."created") AND NOT (NEW."joined" IS OLD."joined") AND NOT (NEW."joined" IS NEW."created") THEN NEW."joined" ELSE "created" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_ins_nn_name" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."full_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.name');
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_nn_name" BEFORE UPDATE OF "name" ON "accounts" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.name');
END;
CREATE TRIGGER "xc_rename_account_accounts_ins_nn_mail" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN NEW."mail" IS NULL AND (NEW."email" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.mail');
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_nn_mail" BEFORE UPDATE OF "mail" ON "accounts" FOR EACH ROW WHEN NEW."mail" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.mail');
END;
-- undo
-- rebuilds accounts
DROP TRIGGER "xc_rename_account_accounts_ins_fwd";
DROP TRIGGER "xc_rename_account_accounts_upd_fwd";
DROP TRIGGER "xc_rename_account_accounts_ins_rev";
DROP TRIGGER "xc_rename_account_accounts_upd_rev";
DROP TRIGGER "xc_rename_account_accounts_ins_nn_name";
DROP TRIGGER "xc_rename_account_accounts_upd_nn_name";
DROP TRIGGER "xc_rename_account_accounts_ins_nn_mail";
DROP TRIGGER "xc_rename_account_accounts_upd_nn_mail";
CREATE TABLE "xc_new_accounts" ("id" bigint NOT NULL, "name" varchar(100) NOT NULL, "mail" varchar(200) NOT NULL, "team" bigint, "score" integer NOT NULL DEFAULT 0, "created" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "full_name" varchar(100), "email" varchar(200), "team_id" bigint, "stars" integer DEFAULT 0, "joined" datetime, PRIMARY KEY ("id"), CONSTRAINT "accounts_mail_key" UNIQUE ("mail"), CONSTRAINT "accounts_team_name_key" UNIQUE ("team", "name"), CONSTRAINT "accounts_team_fkey" FOREIGN KEY ("team") REFERENCES "teams" ("id"));
INSERT INTO "xc_new_accounts" ("id", "name", "mail", "team", "score", "created", "full_name", "email", "team_id", "stars", "joined") SELECT "id", "name", "mail", "team", "score", "created", "full_name", "email", "team_id", "stars", "joined" FROM "accounts";
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_rename_account_accounts_ins_fwd', 'xc_rename_account_accounts_upd_fwd', 'xc_rename_account_accounts_ins_rev', 'xc_rename_account_accounts_upd_rev', 'xc_rename_account_accounts_ins_nn_name', 'xc_rename_account_accounts_upd_nn_name', 'xc_rename_account_accounts_ins_nn_mail', 'xc_rename_account_accounts_upd_nn_mail');


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- parity
--   (("full_name" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS "mail") AND ("team_id" IS "team") AND ("stars" IS "score") AND ("joined" IS "created"))
-- estimate
SELECT COUNT(*) FROM "accounts";
-- lowest
SELECT CAST("id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "accounts" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "accounts" SET "full_name" = "name", "email" = "mail", "team_id" = "team", "stars" = "score", "joined" = "created" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("full_name" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS "mail") AND ("team_id" IS "team") AND ("stars" IS "score") AND ("joined" IS "created"));
-- the other way round
UPDATE "accounts" SET "name" = "full_name", "mail" = "email", "team" = "team_id", "score" = "stars", "created" = "joined" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("full_name" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS "mail") AND ("team_id" IS "team") AND ("stars" IS "score") AND ("joined" IS "created"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("full_name" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS "mail") AND ("team_id" IS "team") AND ("stars" IS "score") AND ("joined" IS "created")) THEN 1 END), COUNT(CASE WHEN "full_name" IS NULL THEN 1 END), COUNT(CASE WHEN "email" IS NULL THEN 1 END), COUNT(CASE WHEN "stars" IS NULL THEN 1 END), COUNT(CASE WHEN "joined" IS NULL THEN 1 END) FROM "accounts" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("name" AS TEXT), CAST("mail" AS TEXT), CAST("team" AS TEXT), CAST("score" AS TEXT), CAST("created" AS TEXT), CAST("full_name" AS TEXT), CAST("email" AS TEXT), CAST("team_id" AS TEXT), CAST("stars" AS TEXT), CAST("joined" AS TEXT), CAST("name" AS TEXT), CAST("mail" AS TEXT), CAST("team" AS TEXT), CAST("score" AS TEXT), CAST("created" AS TEXT), CAST("full_name" AS TEXT), CAST("email" AS TEXT), CAST("team_id" AS TEXT), CAST("stars" AS TEXT), CAST("joined" AS TEXT) FROM "accounts" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("full_name" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS "mail") AND ("team_id" IS "team") AND ("stars" IS "score") AND ("joined" IS "created")) ORDER BY "accounts"."id" LIMIT $3;
-- not null: full_name, email, stars, joined

-- ---- create index accounts_by_full_name on accounts (table accounts)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table accounts has an index accounts_by_full_name already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "accounts_by_full_name" ON "accounts" ("full_name", "id" DESC);
-- undo
DROP INDEX "accounts_by_full_name";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_by_full_name';

-- ---- create index accounts_team_id on accounts (table accounts)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table accounts has an index accounts_team_id already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "accounts_team_id" ON "accounts" ("team_id");
-- undo
DROP INDEX "accounts_team_id";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_team_id';

-- ---- create index accounts_email_key on accounts (table accounts)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table accounts has an index accounts_email_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of accounts are alike in (email): make them differ, or delete what is there twice (shown: email, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CAST("email" || ', ' || COUNT(*) AS TEXT) FROM "accounts" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts" ("email");
-- undo
DROP INDEX "accounts_email_key";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_email_key';

-- ---- create index accounts_team_id_full_name_key on accounts (table accounts)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table accounts has an index accounts_team_id_full_name_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of accounts are alike in (team_id, full_name): make them differ, or delete what is there twice (shown: team_id, full_name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "team_id" IS NOT NULL AND "full_name" IS NOT NULL GROUP BY "team_id", "full_name" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CAST("team_id" || ', ' || "full_name" || ', ' || COUNT(*) AS TEXT) FROM "accounts" WHERE "team_id" IS NOT NULL AND "full_name" IS NOT NULL GROUP BY "team_id", "full_name" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
CREATE UNIQUE INDEX "accounts_team_id_full_name_key" ON "accounts" ("team_id", "full_name");
-- undo
DROP INDEX "accounts_team_id_full_name_key";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_team_id_full_name_key';


-- ======== contract ========

-- ---- drop index accounts_by_name on accounts (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: index accounts_by_name on accounts is gone already, and not by xc
-- run
DROP INDEX "accounts_by_name";
-- undo
CREATE INDEX "accounts_by_name" ON "accounts" ("name", "id" DESC);
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_by_name') = 0 THEN 1 ELSE 0 END;

-- ---- drop index accounts_team on accounts (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: index accounts_team on accounts is gone already, and not by xc
-- run
DROP INDEX "accounts_team";
-- undo
CREATE INDEX "accounts_team" ON "accounts" ("team");
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_team') = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that break foreign key (team_id) references teams (id) (table accounts)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- refused where this is above 0: rows of accounts refer by (team_id) to rows of teams that are not there: mend or delete them first (shown: team_id)
SELECT COUNT(*) FROM "accounts" AS child WHERE child."team_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team_id");
-- which
SELECT DISTINCT CAST(child."team_id" AS TEXT) FROM "accounts" AS child WHERE child."team_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team_id") LIMIT 10;
-- undo: nothing
-- probe
SELECT 0;

-- ---- look for rows that break unique (mail) (table accounts)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: rows of accounts are alike in (mail): make them differ, or delete what is there twice (shown: mail, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "mail" IS NOT NULL GROUP BY "mail" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CAST("mail" || ', ' || COUNT(*) AS TEXT) FROM "accounts" WHERE "mail" IS NOT NULL GROUP BY "mail" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- probe
SELECT 0;

-- ---- look for rows that break unique (team, name) (table accounts)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: rows of accounts are alike in (team, name): make them differ, or delete what is there twice (shown: team, name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" WHERE "team" IS NOT NULL AND "name" IS NOT NULL GROUP BY "team", "name" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CAST("team" || ', ' || "name" || ', ' || COUNT(*) AS TEXT) FROM "accounts" WHERE "team" IS NOT NULL AND "name" IS NOT NULL GROUP BY "team", "name" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- probe
SELECT 0;

-- ---- look for rows that break foreign key (team) references teams (id) (table accounts)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: rows of accounts refer by (team) to rows of teams that are not there: mend or delete them first (shown: team)
SELECT COUNT(*) FROM "accounts" AS child WHERE child."team" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team");
-- which
SELECT DISTINCT CAST(child."team" AS TEXT) FROM "accounts" AS child WHERE child."team" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "teams" AS parent WHERE parent."id" = child."team") LIMIT 10;
-- probe
SELECT 0;

-- ---- drop columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds accounts
DROP TRIGGER "xc_rename_account_accounts_ins_fwd";
DROP TRIGGER "xc_rename_account_accounts_upd_fwd";
DROP TRIGGER "xc_rename_account_accounts_ins_rev";
DROP TRIGGER "xc_rename_account_accounts_upd_rev";
DROP TRIGGER "xc_rename_account_accounts_ins_nn_name";
DROP TRIGGER "xc_rename_account_accounts_upd_nn_name";
DROP TRIGGER "xc_rename_account_accounts_ins_nn_mail";
DROP TRIGGER "xc_rename_account_accounts_upd_nn_mail";
CREATE TABLE "xc_new_accounts" ("id" bigint NOT NULL, "full_name" varchar(100) NOT NULL, "email" varchar(200) NOT NULL, "team_id" bigint, "stars" integer NOT NULL DEFAULT 0, "joined" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY ("id"), CONSTRAINT "accounts_email_key" UNIQUE ("email"), CONSTRAINT "accounts_team_id_full_name_key" UNIQUE ("team_id", "full_name"), CONSTRAINT "accounts_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams" ("id"));
INSERT INTO "xc_new_accounts" ("id", "full_name", "email", "team_id", "stars", "joined") SELECT "id", "full_name", "email", "team_id", "stars", "joined" FROM "accounts";
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('accounts') WHERE name IN ('name', 'mail', 'team', 'score', 'created')) = 0 THEN 1 ELSE 0 END;

-- ---- retire columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds accounts
DROP TRIGGER "xc_rename_account_accounts_ins_fwd";
DROP TRIGGER "xc_rename_account_accounts_upd_fwd";
DROP TRIGGER "xc_rename_account_accounts_ins_rev";
DROP TRIGGER "xc_rename_account_accounts_upd_rev";
DROP TRIGGER "xc_rename_account_accounts_ins_nn_name";
DROP TRIGGER "xc_rename_account_accounts_upd_nn_name";
DROP TRIGGER "xc_rename_account_accounts_ins_nn_mail";
DROP TRIGGER "xc_rename_account_accounts_upd_nn_mail";
CREATE TABLE "xc_new_accounts" ("id" bigint NOT NULL, "full_name" varchar(100) NOT NULL, "email" varchar(200) NOT NULL, "team_id" bigint, "stars" integer NOT NULL DEFAULT 0, "joined" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "xc_retired_rename_account_name" varchar(100), "xc_retired_rename_account_mail" varchar(200), "xc_retired_rename_account_team" bigint, "xc_retired_rename_account_score" integer DEFAULT 0, "xc_retired_rename_account_created" datetime DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY ("id"), CONSTRAINT "accounts_email_key" UNIQUE ("email"), CONSTRAINT "accounts_team_id_full_name_key" UNIQUE ("team_id", "full_name"), CONSTRAINT "accounts_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams" ("id"));
INSERT INTO "xc_new_accounts" ("id", "full_name", "email", "team_id", "stars", "joined", "xc_retired_rename_account_name", "xc_retired_rename_account_mail", "xc_retired_rename_account_team", "xc_retired_rename_account_score", "xc_retired_rename_account_created") SELECT "id", "full_name", "email", "team_id", "stars", "joined", "name", "mail", "team", "score", "created" FROM "accounts";
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
CREATE TRIGGER "xc_rename_account_accounts_keep_ins" AFTER INSERT ON "accounts" FOR EACH ROW WHEN NOT ((NEW."full_name" COLLATE BINARY IS NEW."xc_retired_rename_account_name") AND (NEW."email" COLLATE BINARY IS NEW."xc_retired_rename_account_mail") AND (NEW."team_id" IS NEW."xc_retired_rename_account_team") AND (NEW."stars" IS NEW."xc_retired_rename_account_score") AND (NEW."joined" IS NEW."xc_retired_rename_account_created"))
BEGIN
  UPDATE "accounts" SET "xc_retired_rename_account_name" = NEW."full_name", "xc_retired_rename_account_mail" = NEW."email", "xc_retired_rename_account_team" = NEW."team_id", "xc_retired_rename_account_score" = NEW."stars", "xc_retired_rename_account_created" = NEW."joined" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_keep_upd" AFTER UPDATE OF "full_name", "email", "team_id", "stars", "joined" ON "accounts" FOR EACH ROW WHEN NOT (NEW."full_name" COLLATE BINARY IS OLD."full_name" AND NEW."email" COLLATE BINARY IS OLD."email" AND NEW."team_id" IS OLD."team_id" AND NEW."stars" IS OLD."stars" AND NEW."joined" IS OLD."joined") AND NOT ((NEW."full_name" COLLATE BINARY IS NEW."xc_retired_rename_account_name") AND (NEW."email" COLLATE BINARY IS NEW."xc_retired_rename_account_mail") AND (NEW."team_id" IS NEW."xc_retired_rename_account_team") AND (NEW."stars" IS NEW."xc_retired_rename_account_score") AND (NEW."joined" IS NEW."xc_retired_rename_account_created"))
BEGIN
  UPDATE "accounts" SET "xc_retired_rename_account_name" = NEW."full_name", "xc_retired_rename_account_mail" = NEW."email", "xc_retired_rename_account_team" = NEW."team_id", "xc_retired_rename_account_score" = NEW."stars", "xc_retired_rename_account_created" = NEW."joined" WHERE "id" = NEW."id";
END;
-- undo
-- rebuilds accounts
DROP TRIGGER "xc_rename_account_accounts_keep_ins";
DROP TRIGGER "xc_rename_account_accounts_keep_upd";
CREATE TABLE "xc_new_accounts" ("id" bigint NOT NULL, "name" varchar(100), "mail" varchar(200), "team" bigint, "score" integer NOT NULL DEFAULT 0, "created" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "full_name" varchar(100), "email" varchar(200), "team_id" bigint, "stars" integer DEFAULT 0, "joined" datetime, PRIMARY KEY ("id"), CONSTRAINT "accounts_mail_key" UNIQUE ("mail"), CONSTRAINT "accounts_team_name_key" UNIQUE ("team", "name"), CONSTRAINT "accounts_team_fkey" FOREIGN KEY ("team") REFERENCES "teams" ("id"));
INSERT INTO "xc_new_accounts" ("id", "name", "mail", "team", "score", "created", "full_name", "email", "team_id", "stars", "joined") SELECT "id", "xc_retired_rename_account_name", "xc_retired_rename_account_mail", "xc_retired_rename_account_team", "xc_retired_rename_account_score", "xc_retired_rename_account_created", "full_name", "email", "team_id", "stars", "joined" FROM "accounts";
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
CREATE TRIGGER "xc_rename_account_accounts_ins_fwd" AFTER INSERT ON "accounts" FOR EACH ROW WHEN (((NEW."full_name" IS NULL) AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name")) OR ((NEW."email" IS NULL) AND NOT (NEW."email" COLLATE BINARY IS NEW."mail")) OR ((NEW."team_id" IS NULL) AND NOT (NEW."team_id" IS NEW."team")) OR ((NEW."stars" IS 0) AND NOT (NEW."stars" IS NEW."score")) OR ((NEW."joined" IS NULL) AND NOT (NEW."joined" IS NEW."created")))
BEGIN
  UPDATE "accounts" SET "full_name" = CASE WHEN (NEW."full_name" IS NULL) AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name") THEN NEW."name" ELSE "full_name" END, "email" = CASE WHEN (NEW."email" IS NULL) AND NOT (NEW."email" COLLATE BINARY IS NEW."mail") THEN NEW."mail" ELSE "email" END, "team_id" = CASE WHEN (NEW."team_id" IS NULL) AND NOT (NEW."team_id" IS NEW."team") THEN NEW."team" ELSE "team_id" END, "stars" = CASE WHEN (NEW."stars" IS 0) AND NOT (NEW."stars" IS NEW."score") THEN NEW."score" ELSE "stars" END, "joined" = CASE WHEN (NEW."joined" IS NULL) AND NOT (NEW."joined" IS NEW."created") THEN NEW."created" ELSE "joined" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_fwd" AFTER UPDATE OF "name", "mail", "team", "score", "created" ON "accounts" FOR EACH ROW WHEN (((NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name")) OR ((NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail")) OR ((NEW."team_id" IS OLD."team_id") AND NOT (NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS NEW."team")) OR ((NEW."stars" IS OLD."stars") AND NOT (NEW."score" IS OLD."score") AND NOT (NEW."stars" IS NEW."score")) OR ((NEW."joined" IS OLD."joined") AND NOT (NEW."created" IS OLD."created") AND NOT (NEW."joined" IS NEW."created")))
BEGIN
  UPDATE "accounts" SET "full_name" = CASE WHEN (NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name") THEN NEW."name" ELSE "full_name" END, "email" = CASE WHEN (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail") THEN NEW."mail" ELSE "email" END, "team_id" = CASE WHEN (NEW."team_id" IS OLD."team_id") AND NOT (NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS NEW."team") THEN NEW."team" ELSE "team_id" END, "stars" = CASE WHEN (NEW."stars" IS OLD."stars") AND NOT (NEW."score" IS OLD."score") AND NOT (NEW."stars" IS NEW."score") THEN NEW."score" ELSE "stars" END, "joined" = CASE WHEN (NEW."joined" IS OLD."joined") AND NOT (NEW."created" IS OLD."created") AND NOT (NEW."joined" IS NEW."created") THEN NEW."created" ELSE "joined" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_ins_rev" AFTER INSERT ON "accounts" FOR EACH ROW WHEN (((NEW."name" IS NULL) AND NOT (NEW."full_name" IS NULL)) OR ((NEW."mail" IS NULL) AND NOT (NEW."email" IS NULL)) OR ((NEW."team" IS NULL) AND NOT (NEW."team_id" IS NULL)) OR (((NEW."score" IS NULL OR NEW."score" IS 0)) AND NOT (NEW."stars" IS 0)) OR (((NEW."created" IS NULL OR NEW."created" IS CURRENT_TIMESTAMP)) AND NOT (NEW."joined" IS NULL)))
BEGIN
  UPDATE "accounts" SET "name" = CASE WHEN (NEW."name" IS NULL) AND NOT (NEW."full_name" IS NULL) THEN NEW."full_name" ELSE "name" END, "mail" = CASE WHEN (NEW."mail" IS NULL) AND NOT (NEW."email" IS NULL) THEN NEW."email" ELSE "mail" END, "team" = CASE WHEN (NEW."team" IS NULL) AND NOT (NEW."team_id" IS NULL) THEN NEW."team_id" ELSE "team" END, "score" = CASE WHEN ((NEW."score" IS NULL OR NEW."score" IS 0)) AND NOT (NEW."stars" IS 0) THEN NEW."stars" ELSE "score" END, "created" = CASE WHEN ((NEW."created" IS NULL OR NEW."created" IS CURRENT_TIMESTAMP)) AND NOT (NEW."joined" IS NULL) THEN NEW."joined" ELSE "created" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_rev" AFTER UPDATE OF "full_name", "email", "team_id", "stars", "joined" ON "accounts" FOR EACH ROW WHEN (((NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name")) OR ((NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail")) OR ((NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS OLD."team_id") AND NOT (NEW."team_id" IS NEW."team")) OR ((NEW."score" IS OLD."score") AND NOT (NEW."stars" IS OLD."stars") AND NOT (NEW."stars" IS NEW."score")) OR ((NEW."created" IS OLD."created") AND NOT (NEW."joined" IS OLD."joined") AND NOT (NEW."joined" IS NEW."created")))
BEGIN
  UPDATE "accounts" SET "name" = CASE WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."full_name" COLLATE BINARY IS OLD."full_name") AND NOT (NEW."full_name" COLLATE BINARY IS NEW."name") THEN NEW."full_name" ELSE "name" END, "mail" = CASE WHEN (NEW."mail" COLLATE BINARY IS OLD."mail") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."email" COLLATE BINARY IS NEW."mail") THEN NEW."email" ELSE "mail" END, "team" = CASE WHEN (NEW."team" IS OLD."team") AND NOT (NEW."team_id" IS OLD."team_id") AND NOT (NEW."team_id" IS NEW."team") THEN NEW."team_id" ELSE "team" END, "score" = CASE WHEN (NEW."score" IS OLD."score") AND NOT (NEW."stars" IS OLD."stars") AND NOT (NEW."stars" IS NEW."score") THEN NEW."stars" ELSE "score" END, "created" = CASE WHEN (NEW."created" IS OLD."created") AND NOT (NEW."joined" IS OLD."joined") AND NOT (NEW."joined" IS NEW."created") THEN NEW."joined" ELSE "created" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_rename_account_accounts_ins_nn_name" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."full_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.name');
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_nn_name" BEFORE UPDATE OF "name" ON "accounts" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.name');
END;
CREATE TRIGGER "xc_rename_account_accounts_ins_nn_mail" BEFORE INSERT ON "accounts" FOR EACH ROW WHEN NEW."mail" IS NULL AND (NEW."email" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.mail');
END;
CREATE TRIGGER "xc_rename_account_accounts_upd_nn_mail" BEFORE UPDATE OF "mail" ON "accounts" FOR EACH ROW WHEN NEW."mail" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: accounts.mail');
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('accounts') WHERE name IN ('name', 'mail', 'team', 'score', 'created')) = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created can't hold (table accounts)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of accounts since contract, accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "accounts" WHERE ("xc_retired_rename_account_name" IS NULL OR "xc_retired_rename_account_mail" IS NULL OR "xc_retired_rename_account_score" IS NULL OR "xc_retired_rename_account_created" IS NULL);
-- which
SELECT CAST("id" AS TEXT) FROM "accounts" WHERE ("xc_retired_rename_account_name" IS NULL OR "xc_retired_rename_account_mail" IS NULL OR "xc_retired_rename_account_score" IS NULL OR "xc_retired_rename_account_created" IS NULL) LIMIT 10;
-- probe
SELECT 0;

-- ---- drop columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created, which were retired (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of accounts is gone already, and not by xc
-- run
DROP TRIGGER "xc_rename_account_accounts_keep_ins";
DROP TRIGGER "xc_rename_account_accounts_keep_upd";
ALTER TABLE "accounts" DROP COLUMN "xc_retired_rename_account_name";
ALTER TABLE "accounts" DROP COLUMN "xc_retired_rename_account_mail";
ALTER TABLE "accounts" DROP COLUMN "xc_retired_rename_account_team";
ALTER TABLE "accounts" DROP COLUMN "xc_retired_rename_account_score";
ALTER TABLE "accounts" DROP COLUMN "xc_retired_rename_account_created";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('accounts') WHERE name IN ('xc_retired_rename_account_name', 'xc_retired_rename_account_mail', 'xc_retired_rename_account_team', 'xc_retired_rename_account_score', 'xc_retired_rename_account_created')) = 0 THEN 1 ELSE 0 END;

-- ---- drop index accounts_email_key on accounts (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: index accounts_email_key on accounts is gone already, and not by xc
-- run
DROP INDEX "accounts_email_key";
-- undo
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts" ("email");
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_email_key') = 0 THEN 1 ELSE 0 END;

-- ---- drop index accounts_team_id_full_name_key on accounts (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: index accounts_team_id_full_name_key on accounts is gone already, and not by xc
-- run
DROP INDEX "accounts_team_id_full_name_key";
-- undo
CREATE UNIQUE INDEX "accounts_team_id_full_name_key" ON "accounts" ("team_id", "full_name");
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_team_id_full_name_key') = 0 THEN 1 ELSE 0 END;

-- ---- retired of accounts: name as xc_retired_rename_account_name, mail as xc_retired_rename_account_mail, team as xc_retired_rename_account_team, score as xc_retired_rename_account_score, created as xc_retired_rename_account_created
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" LIMIT 1) AS some_rows;

-- ---- backfill accounts, 1 key columns
-- parity
--   (("full_name" COLLATE BINARY IS "xc_retired_rename_account_name") AND ("email" COLLATE BINARY IS "xc_retired_rename_account_mail") AND ("team_id" IS "xc_retired_rename_account_team") AND ("stars" IS "xc_retired_rename_account_score") AND ("joined" IS "xc_retired_rename_account_created"))
-- estimate
SELECT COUNT(*) FROM "accounts";
-- lowest
SELECT CAST("id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "accounts" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "accounts" SET "xc_retired_rename_account_name" = "full_name", "xc_retired_rename_account_mail" = "email", "xc_retired_rename_account_team" = "team_id", "xc_retired_rename_account_score" = "stars", "xc_retired_rename_account_created" = "joined" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("full_name" COLLATE BINARY IS "xc_retired_rename_account_name") AND ("email" COLLATE BINARY IS "xc_retired_rename_account_mail") AND ("team_id" IS "xc_retired_rename_account_team") AND ("stars" IS "xc_retired_rename_account_score") AND ("joined" IS "xc_retired_rename_account_created"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("full_name" COLLATE BINARY IS "xc_retired_rename_account_name") AND ("email" COLLATE BINARY IS "xc_retired_rename_account_mail") AND ("team_id" IS "xc_retired_rename_account_team") AND ("stars" IS "xc_retired_rename_account_score") AND ("joined" IS "xc_retired_rename_account_created")) THEN 1 END) FROM "accounts" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("xc_retired_rename_account_name" AS TEXT), CAST("xc_retired_rename_account_mail" AS TEXT), CAST("xc_retired_rename_account_team" AS TEXT), CAST("xc_retired_rename_account_score" AS TEXT), CAST("xc_retired_rename_account_created" AS TEXT), CAST("full_name" AS TEXT), CAST("email" AS TEXT), CAST("team_id" AS TEXT), CAST("stars" AS TEXT), CAST("joined" AS TEXT), CAST("xc_retired_rename_account_name" AS TEXT), CAST("xc_retired_rename_account_mail" AS TEXT), CAST("xc_retired_rename_account_team" AS TEXT), CAST("xc_retired_rename_account_score" AS TEXT), CAST("xc_retired_rename_account_created" AS TEXT), CAST("full_name" AS TEXT), CAST("email" AS TEXT), CAST("team_id" AS TEXT), CAST("stars" AS TEXT), CAST("joined" AS TEXT) FROM "accounts" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("full_name" COLLATE BINARY IS "xc_retired_rename_account_name") AND ("email" COLLATE BINARY IS "xc_retired_rename_account_mail") AND ("team_id" IS "xc_retired_rename_account_team") AND ("stars" IS "xc_retired_rename_account_score") AND ("joined" IS "xc_retired_rename_account_created")) ORDER BY "accounts"."id" LIMIT $3;
-- not null: 
