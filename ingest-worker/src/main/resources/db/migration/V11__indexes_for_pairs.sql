-- What is asked of an actor or a resource beside time is a type or the other of both, as a rule: as columns of the key PostgreSQL
-- compares them where it reads the index, without taking the entry apart, and reads no row of another type of event, or of another id.
-- They come behind the event's id, which no two events share: no entry is elsewhere than before, nor larger. "POSIX" is the order of
-- bytes by another name: what asks for it is for these indexes only.
create index events_by_actor
    on events (actor_type, actor_id, id, type collate "POSIX", resource_id collate "POSIX")
    include (category, severity, resource_type)
    where actor_id is not null;
create index events_by_resource
    on events (resource_type, resource_id, id, type collate "POSIX", actor_id collate "POSIX")
    include (category, severity, actor_type)
    where resource_id is not null;

-- As in a category: of a type those events that have not the default severity, which are few.
create index events_type_not_info on events (type, severity, id) where severity <> 'info';

comment on index events_by_actor is 'pages and counts of what an actor did';
comment on index events_by_resource is 'pages and counts of what was done to a resource';
comment on index events_type_not_info is 'pages and counts of a type and a severity other than info';
comment on index events_type_id is 'pages and counts of a type, or of all types below a prefix, and of its events with severity info';
