-- What a consumer has handled, inserted in the transaction of the handler's effects.
create table messaging.inbox (
  consumer   text        not null,
  event_id   uuid        not null,
  handled_at timestamptz not null default clock_timestamp(),
  primary key (consumer, event_id)
);
create index inbox_handled on messaging.inbox (handled_at);

-- Attempts committed before the handling of what may be a redelivery: a message that kills its process is
-- recognised by them.
create table messaging.delivery_attempt (
  consumer text    not null,
  event_id text    not null,
  attempts integer not null,
  primary key (consumer, event_id)
);

-- What could not be handled, as it came. `reason`: poison = can never succeed; exhausted = its key is parked;
-- held = came later for a parked key and waits behind.
create table messaging.dead_letter (
  id            bigint generated always as identity primary key,
  consumer      text        not null,
  reason        text        not null check (reason in ('poison', 'exhausted', 'held')),
  parks_key     boolean     not null,
  event_id      text,
  type          text,
  topic         text        not null,
  partition     integer     not null,
  "offset"      bigint      not null,
  key           text        not null,
  value         text        not null,
  headers       jsonb       not null,
  error_code    text        not null,
  error_message text        not null,
  attempts      integer     not null,
  created_at    timestamptz not null default clock_timestamp(),
  replayed_at   timestamptz
);
create index dead_letter_parked on messaging.dead_letter (consumer, key, id) where replayed_at is null and parks_key;
-- A redelivery of what is here already adds nothing.
create unique index dead_letter_open on messaging.dead_letter (consumer, event_id) where replayed_at is null;
