-- Which database a connection leads to, as no other has it, which table it finds there, whether its transaction may write, and how
-- isolated it is.
select (select system_identifier from pg_control_system())
         || '/' || (select oid from pg_database where datname = current_database()),
       to_regclass('${schema}.head')::oid,
       current_database(),
       current_setting('transaction_read_only')::boolean,
       upper(current_setting('transaction_isolation'))
