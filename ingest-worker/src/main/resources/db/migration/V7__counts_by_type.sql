-- How many events of a type there are in a range of days or months is one range of an index, not a choice among all kinds of each;
-- and whether there are any of that type and category is one look. It serves what event_count_rollups_type did, too.
create index event_count_rollups_type_bucket on event_count_rollups (grain, type, bucket)
    include (category, severity, actor_type, n);
drop index event_count_rollups_type;

comment on index event_count_rollups_type_bucket is
    'GET /v1/events/count: what is rolled up of types; which types exist below a prefix, and in a category';
comment on index event_counts_not_rolled_up is
    'GET /v1/events/count: what is counted but not rolled up, of any range; the same for which kinds of events exist';
