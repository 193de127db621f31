select coalesce(current_setting('eventstore.handler', true), '') = ?::bigint::text
