-- How many events there are by day and by month, of whatever kind: a count of a range of time is then the sum of a few dozen rows.
create table event_count_totals (
    grain  text        collate "C" not null,
    bucket timestamptz not null,                -- the day's or month's start, UTC
    n      bigint      not null,
    primary key (grain, bucket)
);

comment on table event_count_totals is
    'The sums of event_count_rollups by grain and bucket, kept by triggers: GET /v1/events/count where nothing but time is asked for.';

-- By triggers, so that also a worker of an older version, which knows nothing of these, keeps them: it may run beside this one, or be
-- gone back to. They run once a statement, and nothing that stores events writes into event_count_rollups.
create function event_count_totals() returns trigger
language plpgsql
set search_path from current -- pg_restore has none
as $$
begin
    if tg_op = 'INSERT' then
        insert into event_count_totals as t (grain, bucket, n)
        select grain, bucket, sum(n)
        from added
        group by 1, 2
        on conflict (grain, bucket) do update set n = t.n + excluded.n;
    elsif tg_op = 'UPDATE' then
        insert into event_count_totals as t (grain, bucket, n)
        select grain, bucket, sum(n)
        from (
            select grain, bucket, n
            from added
            union all
            select grain, bucket, -n
            from removed
        ) as change
        group by 1, 2
        on conflict (grain, bucket) do update set n = t.n + excluded.n;
    elsif tg_op = 'DELETE' then
        insert into event_count_totals as t (grain, bucket, n)
        select grain, bucket, -sum(n)
        from removed
        group by 1, 2
        on conflict (grain, bucket) do update set n = t.n + excluded.n;
        delete from event_count_totals
        where n = 0
          and (grain, bucket) in (select grain, bucket from removed);
    else
        delete from event_count_totals;
    end if;
    return null;
end
$$;

create trigger event_count_totals_insert after insert on event_count_rollups
    referencing new table as added
    for each statement execute function event_count_totals();
create trigger event_count_totals_update after update on event_count_rollups
    referencing old table as removed new table as added
    for each statement execute function event_count_totals();
create trigger event_count_totals_delete after delete on event_count_rollups
    referencing old table as removed
    for each statement execute function event_count_totals();
create trigger event_count_totals_truncate after truncate on event_count_rollups
    for each statement execute function event_count_totals();

-- After the triggers: since they were made nobody else can write into event_count_rollups.
insert into event_count_totals (grain, bucket, n)
select grain, bucket, sum(n)
from event_count_rollups
group by 1, 2;
