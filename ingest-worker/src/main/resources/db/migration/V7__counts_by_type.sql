-- How many events of a type there are in a range of days or months is one range of an index, not a choice among all kinds of each;
-- and whether there are any of that type and category is one look. Every type is greater than '', and only a statement that says so
-- uses this index: PostgreSQL would take it for others, too, to which the primary key is the shorter way.
create index event_count_rollups_type_bucket on event_count_rollups (grain, type, bucket)
    include (category, severity, actor_type, n)
    where type > '';

comment on index event_count_rollups_type_bucket is
    'GET /v1/events/count: what is rolled up of types; whether there are events of a type and a category';
comment on index event_counts_not_rolled_up is
    'GET /v1/events/count: what is counted but not rolled up, of any range; the same for which kinds of events exist';
