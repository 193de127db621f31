select source_version, type, created_at, data, metadata from ${schema}.snapshots where source_id = ?
