-- Which database a connection leads to, as no other has it, which table it finds there, and whether its transaction may write.
select (select system_identifier from pg_control_system())
         || '/' || (select oid from pg_database where datname = current_database()),
       to_regclass('${schema}.head')::oid,
       current_database(),
       current_setting('transaction_read_only')::boolean
