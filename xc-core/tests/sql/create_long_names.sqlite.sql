-- create_long_names on SQLite


-- ======== expand ========

-- ---- create table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" bigint NOT NULL, "text_one" varchar(10) NOT NULL, PRIMARY KEY ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"));
-- undo
-- refused where this is above 0: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" LIMIT 1) AS some_rows;
DROP TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters';
