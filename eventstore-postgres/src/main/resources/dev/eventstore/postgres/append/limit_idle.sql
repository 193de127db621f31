-- For this transaction only, and only if the caller allows itself more.
select set_config(s.name, '2000', true) from pg_settings s
 where s.name = 'idle_in_transaction_session_timeout' and (s.setting::bigint = 0 or s.setting::bigint > 2000)
