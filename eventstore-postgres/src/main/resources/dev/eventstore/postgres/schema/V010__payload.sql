-- What was chosen when the store was made, and holds as long as it lives.
create table ${schema}.store_settings (
  name  text collate "C" not null primary key,
  value text             not null
);

-- A store that holds events was made before there was a choice.
insert into ${schema}.store_settings (name, value)
select 'payload', case when exists (select from ${schema}.events) then 'bytea' else '${payload}' end;
