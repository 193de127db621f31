select pg_has_role(n.nspowner, 'usage') from pg_namespace n where n.nspname = ?
