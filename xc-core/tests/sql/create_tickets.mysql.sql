-- create_tickets on MySQL and MariaDB


-- ======== expand ========

-- ---- create table tickets (table tickets)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table tickets already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `tickets` (`id` bigint NOT NULL AUTO_INCREMENT, `mood` enum('calm','angry'), `answer` varchar(100), `upper_mood` varchar(10), PRIMARY KEY (`id`), CONSTRAINT `tickets_mood_answer_check` CHECK (((`mood` IS NOT NULL) OR (CAST(CONVERT(`answer` USING utf8mb4) AS BINARY) = CAST(CONVERT('none' USING utf8mb4) AS BINARY)))), CONSTRAINT `answered` CHECK ((((CAST(CONVERT(`mood` USING utf8mb4) AS BINARY) <> CAST(CONVERT('angry' USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`upper_mood` USING utf8mb4) AS BINARY) = CAST(CONVERT('ANGRY' USING utf8mb4) AS BINARY))) OR (CAST(CONVERT(CONCAT(`mood`, '!') USING utf8mb4) AS BINARY) = CAST(CONVERT(`answer` USING utf8mb4) AS BINARY)))));
-- undo
-- refused where this is above 0: table tickets has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `tickets` LIMIT 1) AS some_rows;
DROP TABLE `tickets`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'tickets';

-- ---- create table moods (table moods)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table moods already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `moods` (`mood` enum('calm','angry') NOT NULL, `number` int NOT NULL, `body` varchar(100), PRIMARY KEY (`mood`, `number`));
-- undo
-- refused where this is above 0: table moods has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `moods` LIMIT 1) AS some_rows;
DROP TABLE `moods`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'moods';
