-- What a service has to say, written in the transaction that made it true. The columns cover Debezium's
-- EventRouter, so change data capture can take over from our relay without touching a service.
create table messaging.outbox (
  position       bigint generated always as identity primary key,
  id             uuid        not null unique,
  aggregate_type text        not null,
  aggregate_id   text        not null,
  sequence       integer,               -- per topic and aggregate, without gaps; null for what is delayed
  type           text        not null,  -- commerce.order.placed.v1
  payload        jsonb       not null,
  headers        jsonb       not null,
  topic          text        not null,
  partition_key  text        not null,
  lane           smallint    not null,
  available_at   timestamptz not null default clock_timestamp(),
  created_at     timestamptz not null default clock_timestamp(),
  published_at   timestamptz,
  attempts       integer     not null default 0,
  last_error     text,
  unique (topic, aggregate_id, sequence)
);

-- The relay reads in order of position. Waiting timers stand in an index of their own, so that a hundred
-- thousand of them do not lie between the relay and the next event.
create index outbox_unpublished on messaging.outbox (position) where published_at is null and sequence is not null;
create index outbox_delayed on messaging.outbox (available_at) where published_at is null and sequence is null;
create index outbox_published on messaging.outbox (published_at) where published_at is not null;

-- The last sequence of each aggregate. Its row lock also serialises the aggregate's writers, so that the order
-- of commits is the order of positions.
create table messaging.aggregate_sequence (
  topic        text    not null,
  aggregate_id text    not null,
  last         integer not null,
  primary key (topic, aggregate_id)
);
