-- create_tickets on SQLite


-- ======== expand ========

-- ---- create table tickets (table tickets)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table tickets already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "tickets" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "mood" text CHECK ("mood" IN ('calm', 'angry')), "answer" varchar(100), "upper_mood" varchar(10), CONSTRAINT "tickets_mood_answer_check" CHECK ((("mood" IS NOT NULL) OR ("answer" COLLATE BINARY = 'none'))), CONSTRAINT "answered" CHECK (((("mood" COLLATE BINARY <> 'angry') OR ("upper_mood" COLLATE BINARY = 'ANGRY')) OR (("mood" || '!') COLLATE BINARY = "answer"))));
-- undo
-- refused where this is above 0: table tickets has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "tickets" LIMIT 1) AS some_rows;
DROP TABLE "tickets";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'tickets';

-- ---- create table moods (table moods)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table moods already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "moods" ("mood" text NOT NULL CHECK ("mood" IN ('calm', 'angry')), "number" integer NOT NULL, "body" varchar(100), PRIMARY KEY ("mood", "number"));
-- undo
-- refused where this is above 0: table moods has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "moods" LIMIT 1) AS some_rows;
DROP TABLE "moods";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'moods';
