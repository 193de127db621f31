select concat_ws('.', m.major_version, m.minor_version, m.patch_version) from ${source}.schema_migrations m
 order by m.major_version desc, m.minor_version desc, m.patch_version desc limit 1
