-- What the indexes of version 8 replace. In a transaction of its own: dropping waits for whoever reads, and nobody can begin to read
-- meanwhile, which must not last as long as making an index does.
drop index events_actor_id;
drop index events_resource_id;
drop index events_category_severity_id;
drop index event_count_rollups_category;
