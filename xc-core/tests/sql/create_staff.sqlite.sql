-- create_staff on SQLite


-- ======== expand ========

-- ---- create table teams (table teams)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table teams already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "teams" ("id" bigint NOT NULL, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table teams has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "teams" LIMIT 1) AS some_rows;
DROP TABLE "teams";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'teams';

-- ---- create table staff (table staff)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table staff already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "staff" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(100) NOT NULL, "age" integer NOT NULL DEFAULT 18, "team_id" bigint, "boss_id" bigint, "legacy" integer NOT NULL, CONSTRAINT "staff_email_key" UNIQUE ("email"), CONSTRAINT "staff_age_check" CHECK (("age" > 0)), CONSTRAINT "staff_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams" ("id") ON DELETE CASCADE, CONSTRAINT "staff_boss_id_fkey" FOREIGN KEY ("boss_id") REFERENCES "staff" ("id"));
-- undo
-- refused where this is above 0: table staff has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "staff" LIMIT 1) AS some_rows;
DROP TABLE "staff";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'staff';

-- ---- create table orders (table orders)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table orders already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "orders" ("id" bigint NOT NULL, "staff_id" bigint NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "orders_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff" ("id") ON DELETE CASCADE);
-- undo
-- refused where this is above 0: table orders has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "orders" LIMIT 1) AS some_rows;
DROP TABLE "orders";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'orders';

-- ---- create index staff_team on staff (table staff)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table staff has an index staff_team already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "staff_team" ON "staff" ("team_id");
-- undo
DROP INDEX "staff_team";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'staff_team';

-- ---- create index staff_boss on staff (table staff)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table staff has an index staff_boss already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "staff_boss" ON "staff" ("boss_id" DESC);
-- undo
DROP INDEX "staff_boss";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'staff_boss';

-- ---- create index orders_staff on orders (table orders)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table orders has an index orders_staff already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "orders_staff" ON "orders" ("staff_id");
-- undo
DROP INDEX "orders_staff";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'orders_staff';
