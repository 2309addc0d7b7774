-- drop_orders on MySQL and MariaDB
--
-- requires create_orders at expand or later: it makes table `orders` (at create_orders.rs:13:22), which is changed at drop_orders.rs:8:9
--
-- expects table customers, key (id), perhaps more
--   id bigint not null
--   email varchar(255) not null
--   country varchar(2) not null
--   note varchar(200) null
--
-- expects table orders, key (id), perhaps more
--   id bigint not null
--   customer_id bigint not null
--   parent_id bigint null
--   status varchar(20) not null
--   cents bigint not null
--   reference varchar(40) null


-- ======== contract ========

-- ---- drop table orders (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders is gone already, and not by xc
-- run
DROP TABLE `orders`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'orders') = 0 THEN 1 ELSE 0 END;

-- ---- drop table customers (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table customers is gone already, and not by xc
-- run
DROP TABLE `customers`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'customers') = 0 THEN 1 ELSE 0 END;
