-- What the indexes of version 11 replace; in a transaction of its own, as in version 9.
drop index events_actor;
drop index events_resource;
