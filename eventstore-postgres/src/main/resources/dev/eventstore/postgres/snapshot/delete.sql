delete from ${schema}.snapshots where source_id = ?
