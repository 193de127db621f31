select current_setting('server_version_num')::int,
       current_setting('server_version'),
       current_setting('server_encoding'),
       current_setting('fsync'),
       (select reset_val from pg_settings where name = 'synchronous_commit'),
       current_setting('transaction_read_only') = 'on' or pg_is_in_recovery(),
       pg_backend_pid()
