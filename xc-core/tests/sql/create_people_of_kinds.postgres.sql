-- create_people_of_kinds on PostgreSQL


-- ======== expand ========

-- ---- create enum size (table )
-- cost: catalogue change: locks no table
-- lock: none
-- already: there is a type size already, and xc has not made it: drop or rename it, or give the new enum another name
-- run
CREATE TYPE "size" AS ENUM ('small', 'large');
-- undo
DROP TYPE "size";
-- probe
SELECT count(*) FROM pg_type WHERE oid = to_regtype('"size"');

-- ---- create table people (table people)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table people already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "people" ("id" bigint NOT NULL, "kind" character varying(20) NOT NULL DEFAULT 'person', "size" "size" NOT NULL, "is_guest" boolean NOT NULL, "company" character varying(100), PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table people has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "people" LIMIT 1) AS some_rows;
DROP TABLE "people";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"people"');
