-- What is asked of an actor or a resource beside time is a type or the other of both, as a rule: as columns of the key PostgreSQL
-- compares them where it reads the index, without taking the entry apart, and reads no row that does not match. They come behind the id,
-- which no two events share: no entry is elsewhere than before, nor larger. "POSIX" is the order of bytes by another name: what asks for
-- it is for these indexes only.
create index events_by_actor
    on events (actor_type, actor_id, id, type collate "POSIX", resource_id collate "POSIX")
    include (category, severity, resource_type)
    where actor_id is not null;
create index events_by_resource
    on events (resource_type, resource_id, id, type collate "POSIX", actor_id collate "POSIX")
    include (category, severity, actor_type)
    where resource_id is not null;

comment on index events_by_actor is 'pages and counts of what an actor did';
comment on index events_by_resource is 'pages and counts of what was done to a resource';
