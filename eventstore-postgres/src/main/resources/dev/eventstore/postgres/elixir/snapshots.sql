select p.source_uuid::text as source_id, p.source_version::bigint as source_version, p.source_type::text as type,
       ${p.created_at} as created_at, ${p.data} as data, ${p.metadata} as metadata
  from ${source}.snapshots p
