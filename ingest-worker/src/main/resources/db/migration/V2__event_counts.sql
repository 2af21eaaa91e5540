-- How many events there are, by the hour: written in the transaction that stores them, so always exact.
create table event_counts (
    bucket          timestamptz not null,                -- the hour's start, UTC, of the time inside the ids
    category        text        collate "C" not null,
    type            text        collate "C" not null,
    severity        text        collate "C" not null,
    actor_type      text        collate "C" not null,    -- '' where no actor is
    kafka_partition int         not null,                -- -1 for what no batch counted: older rows, deletions
    n               bigint      not null,
    primary key (bucket, category, type, severity, actor_type, kafka_partition)
) with (fillfactor = 50); -- the current hour's rows change with every batch: room for the new version on the same page

comment on table event_counts is
    'Events by hour. A row per partition of the topic, so that no writer waits for another: readers sum them.';

insert into event_counts (bucket, category, type, severity, actor_type, kafka_partition, n)
select date_trunc('hour', inserted_at, 'UTC'), category, type, severity, coalesce(actor_type, ''), -1, count(*)
from events
group by 1, 2, 3, 4, 5;
