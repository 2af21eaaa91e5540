-- One row per event. The id is a UUIDv7, so it alone orders, deduplicates, partitions, pages and prunes.
-- Text is compared by bytes (collate "C"): no locale can change an index, and a prefix is a range.
create table events (
    id            uuid        not null,
    inserted_at   timestamptz not null,               -- the time inside the id, for people and ad-hoc SQL
    ingested_at   timestamptz not null default now(), -- when the worker stored it
    category      text        collate "C" not null,
    type          text        collate "C" not null,
    actor_type    text        collate "C",
    actor_id      text        collate "C",
    resource_type text        collate "C",
    resource_id   text        collate "C",
    severity      text        collate "C" not null,
    metadata      jsonb       not null,
    constraint events_pkey primary key (id)
) partition by range (id);

comment on table events is 'Who did what, to what, and when. Partitioned by id, that is by time; the worker makes the partitions.';

-- Each index but the last ends in id: a page is one range of it in each partition, read backwards.
create index events_category_id on events (category, id);
create index events_type_id on events (type, id);
create index events_actor_id on events (actor_type, actor_id, id) where actor_id is not null;
create index events_resource_id on events (resource_type, resource_id, id) where resource_id is not null;
create index events_category_severity_id on events (category, severity, id);
create index events_inserted_at on events using brin (inserted_at);

comment on index events_pkey is 'one event by id; pages without a filter or with a filter that has no index; duplicates';
comment on index events_category_id is 'pages and counts of a category';
comment on index events_type_id is 'pages and counts of a type, or of all types below a prefix';
comment on index events_actor_id is 'pages and counts of what an actor did';
comment on index events_resource_id is 'pages and counts of what was done to a resource';
comment on index events_category_severity_id is 'pages and counts of a category and severity';
comment on index events_inserted_at is 'ad-hoc SQL on a range of time inside a partition';

-- Ids from weekly_from on go to partitions of a week, older ones to partitions of a year: fifteen years of imported
-- history must not make 780 partitions. Fixed once, so that the ranges never overlap.
create table event_partitioning (
    only_row    boolean     primary key default true check (only_row),
    weekly_from timestamptz not null
);
insert into event_partitioning (weekly_from)
values (date_trunc('year', now() - interval '90 days', 'UTC'));

comment on table event_partitioning is 'Where yearly partitions of events end and weekly ones begin.';

-- How far each partition of each topic has been stored. Moves only in the transaction that stores the rows.
create table ingest_positions (
    topic_id    uuid        not null,
    partition   int         not null,
    topic       text        not null,
    next_offset bigint      not null,
    updated_at  timestamptz not null default now(),
    primary key (topic_id, partition)
) with (fillfactor = 50); -- updated with every batch: room for the new version on the same page

comment on table ingest_positions is 'The next offset to store, per topic id (a topic made anew has a new one) and partition.';

-- Records that are no event, as they came. Stored in the transaction that moves the position past them.
create table dead_letters (
    topic_id         uuid        not null,
    partition        int         not null,
    record_offset    bigint      not null,
    topic            text        not null,
    reason           text        not null,
    detail           text        not null,
    sqlstate         text,
    record_key       bytea,
    record_value     bytea,
    header_names     bytea[]     not null,
    header_values    bytea[]     not null,            -- in the order of the names; a value can be null
    record_timestamp timestamptz,
    dead_lettered_at timestamptz not null default now(),
    replays          int         not null default 0,
    primary key (topic_id, partition, record_offset)
);

comment on table dead_letters is 'Records that could not be stored, with the reason and every byte they came with.';
