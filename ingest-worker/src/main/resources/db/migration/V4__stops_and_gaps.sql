-- Partitions that stopped because too much of them was no event. A row stays when its partition is resumed: the next
-- look at what is poison begins behind it.
create table partition_stops (
    id          bigint      generated always as identity primary key,
    topic_id    uuid        not null,
    partition   int         not null,
    topic       text        not null,
    stop_offset bigint      not null,          -- of the first record that was not dead-lettered any more
    reason      text        not null,
    detail      text        not null,
    stopped_at  timestamptz not null,
    resumed_at  timestamptz                    -- by an operator
);

comment on table partition_stops is 'When and why a partition stopped, and when an operator resumed it.';

-- In the row that every transaction locks and compares: a writer that has not heard of the stop yet changes nothing. A
-- worker of an older version does not look at this column, and would go on past the stop: none may run beside this one.
alter table ingest_positions add column stopped_by bigint references partition_stops (id);

comment on column ingest_positions.stopped_by is 'Set while the partition is stopped: its position does not move.';

-- Offsets that Kafka no longer had, or that an operator passed. Stored in the transaction that moves the position past them.
create table ingest_gaps (
    id          bigint      generated always as identity primary key,
    topic_id    uuid        not null,
    partition   int         not null,
    topic       text        not null,
    from_offset bigint      not null,
    to_offset   bigint      not null,          -- of the first record behind the gap
    reason      text        not null,          -- RETENTION: never stored. TRUNCATION: stored, then lost by Kafka. OPERATOR: passed
    detected_at timestamptz not null default now(),
    check (from_offset < to_offset)
);

comment on table ingest_gaps is 'Ranges of offsets that Kafka lost, or that an operator passed.';
