-- It waits for the append that holds the row; those after it see the new epoch.
update ${schema}.head set epoch = epoch + 1 where id = 1 and epoch = ?
