-- The hours at the ends of a range are hundreds of rows each, one for every kind of event, that lie anywhere in the table: here they are
-- next to each other, with their numbers. Only what is rolled up is here, so storing events costs nothing more.
create index event_counts_hours on event_counts (bucket, category, type, severity, actor_type) include (n)
    where kafka_partition = -2;

comment on index event_counts_hours is 'GET /v1/events/count: hours that are rolled up';
