-- One row a mutation that carried an idempotency key; written in the mutation's own transaction.
create table messaging.idempotency (
  tenant_id    text        not null,
  principal_id text        not null,
  operation    text        not null,
  key          text        not null,
  fingerprint  text        not null,
  result       jsonb,
  created_at   timestamptz not null default clock_timestamp(),
  primary key (tenant_id, principal_id, operation, key)
);
create index idempotency_created on messaging.idempotency (created_at);

-- Claims a key. The insert waits for a concurrent holder's commit or rollback, at most two seconds; its
-- sub-transaction keeps the caller's transaction usable after the time-out.
create function messaging.claim_idempotency_key(
  the_tenant text, the_principal text, the_operation text, the_key text, the_fingerprint text,
  out outcome text, out stored text
) language plpgsql set lock_timeout = '2s' as $$
declare
  found_fingerprint text;
begin
  insert into messaging.idempotency (tenant_id, principal_id, operation, key, fingerprint)
  values (the_tenant, the_principal, the_operation, the_key, the_fingerprint)
  on conflict do nothing;
  if found then
    outcome := 'fresh';
    return;
  end if;
  select i.fingerprint, i.result::text into found_fingerprint, stored
  from messaging.idempotency i
  where i.tenant_id = the_tenant and i.principal_id = the_principal
    and i.operation = the_operation and i.key = the_key;
  outcome := case when found_fingerprint = the_fingerprint then 'replayed' else 'conflict' end;
exception
  when lock_not_available then outcome := 'in-progress';
end $$;
