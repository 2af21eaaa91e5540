-- What an actor did and what was done to a resource, with all that can be asked of an event: one that does not match is passed in the
-- index, and its row, which lies anywhere in the table, is not read. The longest event that there can be takes some 2,400 bytes of the
-- 2,700 that an entry of an index may have: no further column fits.
create index events_actor on events (actor_type, actor_id, id)
    include (category, type, severity, resource_type, resource_id)
    where actor_id is not null;
create index events_resource on events (resource_type, resource_id, id)
    include (category, type, severity, actor_type, actor_id)
    where resource_id is not null;

-- Severities without regard to the category; and in it only those that are not the default, which are few and soon found.
create index events_severity_id on events (severity, id);
create index events_category_not_info on events (category, severity, id) where severity <> 'info';

comment on index events_actor is 'pages and counts of what an actor did';
comment on index events_resource is 'pages and counts of what was done to a resource';
comment on index events_severity_id is 'pages and counts of a severity';
comment on index events_category_not_info is 'pages and counts of a category and a severity other than info';
comment on index events_category_id is 'pages and counts of a category, and of its events with severity info';
comment on index events_pkey is
    'one event by id; what is found by an actor or a resource; pages without a filter or with a filter that has no index; duplicates';
