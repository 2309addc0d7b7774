-- add_columns on SQLite
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at add_columns.rs:8:13
--
-- expects table users, key (id), perhaps more
--   id integer not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add columns users.phone, users.logins, users.balance, users.active, users.plan (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns phone, logins, balance, active, plan already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "phone" varchar(20);
ALTER TABLE "users" ADD COLUMN "logins" integer NOT NULL DEFAULT 0;
ALTER TABLE "users" ADD COLUMN "balance" numeric(12,2) NOT NULL DEFAULT -1.50;
ALTER TABLE "users" ADD COLUMN "active" boolean NOT NULL DEFAULT TRUE;
ALTER TABLE "users" ADD COLUMN "plan" varchar(20) NOT NULL DEFAULT 'free';
-- undo
ALTER TABLE "users" DROP COLUMN "phone";
ALTER TABLE "users" DROP COLUMN "logins";
ALTER TABLE "users" DROP COLUMN "balance";
ALTER TABLE "users" DROP COLUMN "active";
ALTER TABLE "users" DROP COLUMN "plan";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('phone', 'logins', 'balance', 'active', 'plan');
