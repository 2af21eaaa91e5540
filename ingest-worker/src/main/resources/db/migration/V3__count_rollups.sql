-- Counts of many hours in few rows. Writers and retention go on as before in event_counts; a job moves what they counted
-- in hours that are over to kafka_partition -2, a row for all of the topic's partitions, and adds it here. So what is
-- rolled up is in both tables, by the hour and by day and month, and what is not yet is found by an index of its own.
create index event_counts_not_rolled_up on event_counts (bucket) where kafka_partition > -2;

create table event_count_rollups (
    grain           text        collate "C" not null check (grain in ('day', 'month')),
    bucket          timestamptz not null,                -- the day's or month's start, UTC
    category        text        collate "C" not null,
    type            text        collate "C" not null,
    severity        text        collate "C" not null,
    actor_type      text        collate "C" not null,    -- '' where no actor is
    n               bigint      not null,
    primary key (grain, bucket, category, type, severity, actor_type) include (n)
);

comment on index event_counts_not_rolled_up is 'GET /v1/events/count: what is counted but not rolled up, of any range';
comment on table event_count_rollups is
    'Events by day and by month: the sums of the rows of event_counts that are rolled up (kafka_partition -2).';
