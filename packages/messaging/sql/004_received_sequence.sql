-- How far a consumer has come in each stream: what one source says about one aggregate on one topic, numbered from 1
-- without gaps. A row lives as long as its aggregate: it knows repetitions that the inbox has forgotten.
create table messaging.received_sequence (
  consumer     text    not null,
  source       text    not null,
  topic        text    not null,
  aggregate_id text    not null,
  last         integer not null,
  primary key (consumer, source, topic, aggregate_id)
) with (fillfactor = 80);
