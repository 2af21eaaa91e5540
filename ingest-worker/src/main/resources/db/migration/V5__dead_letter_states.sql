-- What was decided about a dead letter, by whom, and where one that came back had come from. A worker that does not know
-- these columns goes on: for it they fill themselves.
alter table dead_letters
    add column replay_of  text collate "C",    -- the first letter of this record: topic id/partition/offset
    add column handled    text collate "C",
    add column handled_at timestamptz,
    add column handled_by text,
    add constraint dead_letters_handled check (handled in ('replayed', 'discarded')),
    add constraint dead_letters_handled_at check ((handled is null) = (handled_at is null));

alter table dead_letters
    add column state text collate "C" not null generated always as (
        case
            when handled is not null then handled
            when replays >= 3 then 'parked'
            else 'open'
        end
    ) stored;

create index dead_letters_open on dead_letters (reason) where state in ('open', 'parked');

comment on column dead_letters.replays is 'How often this record, or the letter it is a replay of, was sent to the topic again.';
comment on column dead_letters.replay_of is 'Where the record came from, if it is a letter that was replayed and came back.';
comment on column dead_letters.handled is 'What an operator did with it; nothing while it waits for a decision.';
comment on column dead_letters.state is 'open, parked (came back three times), replayed or discarded.';
comment on index dead_letters_open is 'how many letters wait for a decision, by reason';
