-- How many events of a type there are in a range of days or months is one range of an index, not a choice among all kinds of each.
drop index event_count_rollups_type;
create index event_count_rollups_type on event_count_rollups (grain, type, bucket)
    include (category, severity, actor_type, n);

comment on index event_count_rollups_type is
    'GET /v1/events/count: what is rolled up of types; which types exist below a prefix';
