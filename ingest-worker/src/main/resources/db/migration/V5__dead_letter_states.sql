-- What was decided about a dead letter, by whom, and where one that came back had come from. A worker that does not know
-- these columns goes on: for it they fill themselves. Nothing here rewrites the table, however large it is.
alter table dead_letters
    add column replay_of  text collate "C",    -- the first letter of this record: topic id/partition/offset
    add column handled    text collate "C",
    add column handled_at timestamptz,
    add column handled_by text,
    add column state      text collate "C" not null default 'open',
    add constraint dead_letters_handled check (handled in ('replayed', 'discarded')) not valid, -- it was null so far
    add constraint dead_letters_handled_at check ((handled is null) = (handled_at is null)) not valid;

create function dead_letter_state() returns trigger language plpgsql as $$
begin
    new.state := case
        when new.handled is not null then new.handled
        when new.replays >= 3 then 'parked'
        else 'open'
    end;
    return new;
end
$$;

create trigger dead_letters_state before insert or update on dead_letters
    for each row execute function dead_letter_state();

create index dead_letters_open on dead_letters (reason) where state in ('open', 'parked');
create index dead_letters_replay_of on dead_letters (replay_of) where replay_of is not null;

comment on column dead_letters.replays is 'How often this record, or the letter it is a replay of, was sent to the topic again.';
comment on column dead_letters.replay_of is 'Where the record came from, if it is a letter that was replayed and came back.';
comment on column dead_letters.handled is 'What an operator did with it; nothing while it waits for a decision.';
comment on column dead_letters.state is 'open, parked (came back three times), replayed or discarded; the trigger keeps it.';
comment on index dead_letters_open is 'how many letters wait for a decision, by reason';
comment on index dead_letters_replay_of is 'whether a record that names a first letter is one that came back';
comment on column dead_letters.topic_id is
    'Which log the record was in. Where Kafka lost the end of a log, the letters of what it lost have an id of their own.';
comment on column partition_stops.topic_id is
    'Which log it was in. Where Kafka lost the end of a log, the stops in what it lost have the id of its letters.';
