-- Which categories and types there are: from each to the next is one look-up. Not of the events themselves, where it would be
-- one in every partition. What is not rolled up yet is in few rows of event_counts.
create index event_count_rollups_category on event_count_rollups (category) where grain = 'month';
create index event_count_rollups_type on event_count_rollups (type) where grain = 'month';

comment on index event_count_rollups_category is 'which categories exist, for pages of a severity';
comment on index event_count_rollups_type is 'which types exist below a prefix';
comment on index event_counts_not_rolled_up is
    'GET /v1/events/count: what is counted but not rolled up, of any range; the same for which categories and types exist';
