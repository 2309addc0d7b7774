-- add_columns on PostgreSQL
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at add_columns.rs:8:13
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   email character varying(255) null
--   created_at timestamp(0) without time zone not null


-- ======== expand ========

-- ---- add columns users.phone, users.logins, users.balance, users.active, users.plan (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table users has one of the columns phone, logins, balance, active, plan already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "phone" character varying(20), ADD COLUMN "logins" integer NOT NULL DEFAULT 0, ADD COLUMN "balance" numeric(12,2) NOT NULL DEFAULT -1.50, ADD COLUMN "active" boolean NOT NULL DEFAULT TRUE, ADD COLUMN "plan" character varying(20) NOT NULL DEFAULT 'free';
-- undo
ALTER TABLE "users" DROP COLUMN "phone", DROP COLUMN "logins", DROP COLUMN "balance", DROP COLUMN "active", DROP COLUMN "plan";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('phone', 'logins', 'balance', 'active', 'plan') AND attnum > 0 AND NOT attisdropped;
