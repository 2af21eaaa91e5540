-- The role of the query API: it may read what the worker makes, now and later, and nothing else.
-- Run once by psql as the worker's role, in the worker's database; docker-compose.yml does it for a new one.
\getenv password READER_PASSWORD
create role annals_reader login password :'password';
alter role annals_reader set default_transaction_read_only = on;
grant usage on schema public to annals_reader;
grant select on all tables in schema public to annals_reader;
alter default privileges in schema public grant select on tables to annals_reader;
