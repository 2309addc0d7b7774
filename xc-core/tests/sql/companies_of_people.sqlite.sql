-- companies_of_people on SQLite
--
-- requires create_people_of_kinds at expand or later: it makes table `people` (at create_people_of_kinds.rs:6:22), which is changed at companies_of_people.rs:13:9
--
-- expects table people, key (id), nothing else
--   id bigint not null
--   kind varchar(20) not null
--   size text not null
--   is_guest boolean not null
--   company varchar(100) null


-- ======== expand ========

-- ---- create table companies (table companies)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table companies already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "companies" ("person_id" bigint NOT NULL, "name" varchar(100), PRIMARY KEY ("person_id"));
-- undo
-- refused where this is above 0: table companies has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "companies" LIMIT 1) AS some_rows;
DROP TABLE "companies";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'companies';


-- ======== dual_write ========

-- ---- dual write of companies to people (table companies)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table companies has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_companies_of_people_people_companies_d_ins" AFTER INSERT ON "companies" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "people" WHERE NEW."person_id" = "people"."id" AND NOT (((NEW."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS NEW."name")) AND ("people"."kind" COLLATE BINARY IS 'company')))
BEGIN
  UPDATE "companies" SET "name" = (SELECT CASE WHEN NEW."name" IS NULL THEN "people"."company" ELSE NEW."name" END FROM "people" WHERE NEW."person_id" = "people"."id") WHERE "companies"."person_id" = NEW."person_id" AND EXISTS (SELECT 1 FROM "people" WHERE NEW."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company'));
  UPDATE "people" SET "company" = CASE WHEN (SELECT (("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN "company" ELSE (SELECT "companies"."name" FROM "companies" WHERE "companies"."person_id" = NEW."person_id") END, "kind" = CASE WHEN (SELECT ("people"."kind" COLLATE BINARY IS 'company') FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN "kind" ELSE (SELECT 'company' FROM "companies" WHERE "companies"."person_id" = NEW."person_id") END WHERE NEW."person_id" = "people"."id" AND EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = NEW."person_id" AND NOT ((("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) AND ("people"."kind" COLLATE BINARY IS 'company')));
END;
CREATE TRIGGER "xc_companies_of_people_people_companies_d_upd" AFTER UPDATE OF "name" ON "companies" FOR EACH ROW WHEN NOT (NEW."name" COLLATE BINARY IS OLD."name") AND (NEW."person_id" IS OLD."person_id") AND EXISTS (SELECT 1 FROM "people" WHERE NEW."person_id" = "people"."id" AND NOT (((NEW."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS NEW."name")) AND ("people"."kind" COLLATE BINARY IS 'company')) AND NOT (NOT (((OLD."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS OLD."name")) AND ("people"."kind" COLLATE BINARY IS 'company')) AND ((NEW."name" COLLATE BINARY IS OLD."name") OR NEW."name" COLLATE BINARY IS "people"."company")))
BEGIN
  UPDATE "companies" SET "name" = (SELECT CASE WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((OLD."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS OLD."name")) THEN "people"."company" ELSE NEW."name" END FROM "people" WHERE NEW."person_id" = "people"."id") WHERE "companies"."person_id" = NEW."person_id" AND EXISTS (SELECT 1 FROM "people" WHERE NEW."person_id" = "people"."id" AND NOT (((OLD."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS OLD."name")) AND ("people"."kind" COLLATE BINARY IS 'company')));
  UPDATE "people" SET "company" = CASE WHEN (SELECT (("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN "company" ELSE (SELECT "companies"."name" FROM "companies" WHERE "companies"."person_id" = NEW."person_id") END, "kind" = CASE WHEN (SELECT ("people"."kind" COLLATE BINARY IS 'company') FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN "kind" ELSE (SELECT 'company' FROM "companies" WHERE "companies"."person_id" = NEW."person_id") END WHERE NEW."person_id" = "people"."id" AND EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = NEW."person_id" AND NOT ((("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) AND ("people"."kind" COLLATE BINARY IS 'company')));
END;
CREATE TRIGGER "xc_companies_of_people_people_companies_d_ins_lock" BEFORE INSERT ON "companies" FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM "people" WHERE NEW."person_id" = "people"."id")
BEGIN
  SELECT RAISE(ABORT, 'no row of people belongs to this row of companies: insert that one first');
END;
CREATE TRIGGER "xc_companies_of_people_people_companies_d_key" AFTER UPDATE OF "person_id" ON "companies" FOR EACH ROW WHEN NOT (NEW."person_id" IS OLD."person_id")
BEGIN
  UPDATE "people" SET "company" = NULL, "kind" = 'person' WHERE OLD."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company');
  SELECT RAISE(ABORT, 'no row of people belongs to this row of companies: insert that one first') WHERE NOT EXISTS (SELECT 1 FROM "people" WHERE NEW."person_id" = "people"."id");
  UPDATE "people" SET "company" = CASE WHEN (SELECT (("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN "company" ELSE (SELECT "companies"."name" FROM "companies" WHERE "companies"."person_id" = NEW."person_id") END, "kind" = CASE WHEN (SELECT ("people"."kind" COLLATE BINARY IS 'company') FROM "companies" WHERE "companies"."person_id" = NEW."person_id") THEN "kind" ELSE (SELECT 'company' FROM "companies" WHERE "companies"."person_id" = NEW."person_id") END WHERE NEW."person_id" = "people"."id" AND EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = NEW."person_id" AND NOT ((("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) AND ("people"."kind" COLLATE BINARY IS 'company')));
END;
CREATE TRIGGER "xc_companies_of_people_people_companies_d_del" AFTER DELETE ON "companies" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "people" WHERE OLD."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company'))
BEGIN
  UPDATE "people" SET "company" = NULL, "kind" = 'person' WHERE OLD."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company');
END;
-- undo
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins";
DROP TRIGGER "xc_companies_of_people_people_companies_d_upd";
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins_lock";
DROP TRIGGER "xc_companies_of_people_people_companies_d_key";
DROP TRIGGER "xc_companies_of_people_people_companies_d_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_companies_of_people_people_companies_d_ins', 'xc_companies_of_people_people_companies_d_upd', 'xc_companies_of_people_people_companies_d_ins_lock', 'xc_companies_of_people_people_companies_d_key', 'xc_companies_of_people_people_companies_d_del');

-- ---- dual write of people to companies (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_companies_of_people_people_companies_m_ins" AFTER INSERT ON "people" FOR EACH ROW WHEN (NEW."kind" COLLATE BINARY IS 'company') AND NOT EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = NEW."id" AND ((("companies"."name" COLLATE BINARY IS NEW."company") OR (NEW."company" COLLATE BINARY IS "companies"."name")) AND (NEW."kind" COLLATE BINARY IS 'company')))
BEGIN
  UPDATE "companies" SET "name" = CASE WHEN (("companies"."name" COLLATE BINARY IS NEW."company") OR (NEW."company" COLLATE BINARY IS "companies"."name")) THEN "companies"."name" ELSE NEW."company" END WHERE "companies"."person_id" = NEW."id";
  INSERT INTO "companies" ("person_id", "name") SELECT NEW."id", NEW."company" WHERE (NEW."kind" COLLATE BINARY IS 'company') AND NOT EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = NEW."id");
END;
CREATE TRIGGER "xc_companies_of_people_people_companies_m_key" AFTER UPDATE OF "id" ON "people" FOR EACH ROW WHEN NOT (NEW."id" IS OLD."id")
BEGIN
  UPDATE "companies" SET "person_id" = NEW."id" WHERE "companies"."person_id" = OLD."id";
END;
CREATE TRIGGER "xc_companies_of_people_people_companies_m_upd" AFTER UPDATE OF "company", "kind" ON "people" FOR EACH ROW WHEN NOT (NEW."company" COLLATE BINARY IS OLD."company" AND NEW."kind" COLLATE BINARY IS OLD."kind") AND NOT EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = NEW."id" AND ((("companies"."name" COLLATE BINARY IS NEW."company") OR (NEW."company" COLLATE BINARY IS "companies"."name")) AND (NEW."kind" COLLATE BINARY IS 'company')))
BEGIN
  DELETE FROM "companies" WHERE "companies"."person_id" = NEW."id" AND NOT (NEW."kind" COLLATE BINARY IS 'company');
  UPDATE "companies" SET "name" = CASE WHEN (("companies"."name" COLLATE BINARY IS NEW."company") OR (NEW."company" COLLATE BINARY IS "companies"."name")) THEN "companies"."name" ELSE NEW."company" END WHERE "companies"."person_id" = NEW."id";
  INSERT INTO "companies" ("person_id", "name") SELECT NEW."id", NEW."company" WHERE (NEW."kind" COLLATE BINARY IS 'company') AND NOT EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = NEW."id");
END;
CREATE TRIGGER "xc_companies_of_people_people_companies_m_del" AFTER DELETE ON "people" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = OLD."id")
BEGIN
  DELETE FROM "companies" WHERE "companies"."person_id" = OLD."id";
END;
-- undo
DROP TRIGGER "xc_companies_of_people_people_companies_m_ins";
DROP TRIGGER "xc_companies_of_people_people_companies_m_key";
DROP TRIGGER "xc_companies_of_people_people_companies_m_upd";
DROP TRIGGER "xc_companies_of_people_people_companies_m_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_companies_of_people_people_companies_m_ins', 'xc_companies_of_people_people_companies_m_key', 'xc_companies_of_people_people_companies_m_upd', 'xc_companies_of_people_people_companies_m_del');


-- ======== migrate ========

-- ---- backfill people, 1 key columns
-- parity
--   (CASE WHEN "companies"."person_id" IS NULL THEN (NOT ("people"."kind" COLLATE BINARY IS 'company')) ELSE ((("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) AND ("people"."kind" COLLATE BINARY IS 'company')) END)
-- estimate
SELECT COUNT(*) FROM "people";
-- lowest
SELECT CAST("people"."id" AS TEXT) FROM "people" ORDER BY "people"."id" LIMIT 1;
-- highest
SELECT CAST("people"."id" AS TEXT) FROM "people" ORDER BY "people"."id" DESC LIMIT 1;
-- cut
SELECT CAST("people"."id" AS TEXT) FROM "people" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) ORDER BY "people"."id" LIMIT 2 OFFSET $3;
-- fill
INSERT INTO "companies" ("person_id", "name") SELECT "people"."id", "people"."company" FROM "people" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) AND ("people"."kind" COLLATE BINARY IS 'company') AND NOT EXISTS (SELECT 1 FROM "companies" WHERE "companies"."person_id" = "people"."id");
-- fill
UPDATE "companies" SET "name" = CASE WHEN (("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) THEN "companies"."name" ELSE "people"."company" END FROM "people" WHERE "companies"."person_id" = "people"."id" AND "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) AND NOT ((("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) AND ("people"."kind" COLLATE BINARY IS 'company'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "companies"."person_id" IS NULL THEN (NOT ("people"."kind" COLLATE BINARY IS 'company')) ELSE ((("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) AND ("people"."kind" COLLATE BINARY IS 'company')) END) THEN 1 END) FROM "people" LEFT JOIN "companies" ON "companies"."person_id" = "people"."id" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("people"."id" AS TEXT) FROM "people" LEFT JOIN "companies" ON "companies"."person_id" = "people"."id" WHERE "people"."id" >= CAST($1 AS INTEGER) AND "people"."id" <= CAST($2 AS INTEGER) AND NOT (CASE WHEN "companies"."person_id" IS NULL THEN (NOT ("people"."kind" COLLATE BINARY IS 'company')) ELSE ((("companies"."name" COLLATE BINARY IS "people"."company") OR ("people"."company" COLLATE BINARY IS "companies"."name")) AND ("people"."kind" COLLATE BINARY IS 'company')) END) ORDER BY "people"."id" LIMIT $3;
-- not null: 

-- ---- backfill companies, 1 key columns
-- parity
--   ("people"."id" IS NOT NULL)
-- estimate
SELECT COUNT(*) FROM "companies";
-- lowest
SELECT CAST("companies"."person_id" AS TEXT) FROM "companies" ORDER BY "companies"."person_id" LIMIT 1;
-- highest
SELECT CAST("companies"."person_id" AS TEXT) FROM "companies" ORDER BY "companies"."person_id" DESC LIMIT 1;
-- cut
SELECT CAST("companies"."person_id" AS TEXT) FROM "companies" WHERE "companies"."person_id" >= CAST($1 AS INTEGER) AND "companies"."person_id" <= CAST($2 AS INTEGER) ORDER BY "companies"."person_id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT CAST("companies"."person_id" AS TEXT) FROM "companies" LEFT JOIN "people" ON "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company') WHERE "companies"."person_id" >= CAST($1 AS INTEGER) AND "companies"."person_id" <= CAST($2 AS INTEGER) AND "people"."id" IS NULL;
-- mend it
DELETE FROM "companies" WHERE "companies"."person_id" >= CAST($1 AS INTEGER) AND "companies"."person_id" <= CAST($2 AS INTEGER) AND NOT EXISTS (SELECT 1 FROM "people" WHERE "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("people"."id" IS NOT NULL) THEN 1 END) FROM "companies" LEFT JOIN "people" ON "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company') WHERE "companies"."person_id" >= CAST($1 AS INTEGER) AND "companies"."person_id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("companies"."person_id" AS TEXT) FROM "companies" LEFT JOIN "people" ON "companies"."person_id" = "people"."id" AND ("people"."kind" COLLATE BINARY IS 'company') WHERE "companies"."person_id" >= CAST($1 AS INTEGER) AND "companies"."person_id" <= CAST($2 AS INTEGER) AND NOT ("people"."id" IS NOT NULL) ORDER BY "companies"."person_id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of companies to people (table companies)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on companies are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins";
DROP TRIGGER "xc_companies_of_people_people_companies_d_upd";
DROP TRIGGER "xc_companies_of_people_people_companies_d_ins_lock";
DROP TRIGGER "xc_companies_of_people_people_companies_d_key";
DROP TRIGGER "xc_companies_of_people_people_companies_d_del";
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_companies_of_people_people_companies_d_ins', 'xc_companies_of_people_people_companies_d_upd', 'xc_companies_of_people_people_companies_d_ins_lock', 'xc_companies_of_people_people_companies_d_key', 'xc_companies_of_people_people_companies_d_del')) = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to companies (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_companies_of_people_people_companies_m_ins";
DROP TRIGGER "xc_companies_of_people_people_companies_m_key";
DROP TRIGGER "xc_companies_of_people_people_companies_m_upd";
DROP TRIGGER "xc_companies_of_people_people_companies_m_del";
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_companies_of_people_people_companies_m_ins', 'xc_companies_of_people_people_companies_m_key', 'xc_companies_of_people_people_companies_m_upd', 'xc_companies_of_people_people_companies_m_del')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column people.company (table people)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: people.company is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds people
CREATE TABLE "xc_new_people" ("id" bigint NOT NULL, "kind" varchar(20) NOT NULL DEFAULT 'person', "size" text NOT NULL CHECK ("size" IN ('small', 'large')), "is_guest" boolean NOT NULL, PRIMARY KEY ("id"));
INSERT INTO "xc_new_people" ("id", "kind", "size", "is_guest") SELECT "id", "kind", "size", "is_guest" FROM "people";
DROP TABLE "people";
ALTER TABLE "xc_new_people" RENAME TO "people";
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('people') WHERE name IN ('company')) = 0 THEN 1 ELSE 0 END;
